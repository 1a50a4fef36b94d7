import { isIP } from 'node:net'

/** The port of an appliance, where an address names none. */
export const CONTROL_PORT = 7_061

/** `192.0.2.10`, `pbx.example:7061`, `[2001:db8::1]:7061`, `https://pbx.example:7061`; undefined: none of those. */
export function applianceUrl(address: string): string | undefined {
  const bare = address
    .trim()
    .replace(/^https:\/\//i, '')
    .replace(/\/+$/, '')
  const host = isIP(bare) === 6 ? `[${bare}]` : bare
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?$/i.test(host)) return undefined
  const withPort = /:[0-9]{1,5}$/.test(host.replace(/^\[.*\]/, '')) ? host : `${host}:${CONTROL_PORT}`
  return URL.canParse(`https://${withPort}`) ? `https://${withPort.toLowerCase()}` : undefined
}
