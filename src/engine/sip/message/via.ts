import { isToken, readUint } from './chars.ts'
import { bad, formatParams, hasParam, type Params, param, parseParams } from './params.ts'
import { formatHost, parseHostPort } from './uri.ts'

/** RFC 3261 §20.42. `transport` in upper case as on the wire; `host` without IPv6 brackets. */
export interface Via {
  readonly transport: string
  readonly host: string
  readonly port?: number
  readonly params: Params
}

export function parseVia(text: string): Via {
  const first = text.indexOf('/')
  const second = text.indexOf('/', first + 1)
  if (first < 0 || second < 0) throw bad('Via', text)
  if (text.slice(0, first).trim().toUpperCase() !== 'SIP' || text.slice(first + 1, second).trim() !== '2.0')
    throw bad('Via', text)
  const semicolon = text.indexOf(';', second)
  const end = semicolon < 0 ? text.length : semicolon
  const sent = text.slice(second + 1, end).trim()
  const blank = sent.search(/[ \t]/)
  if (blank < 0) throw bad('Via', text)
  const transport = sent.slice(0, blank).toUpperCase()
  const by = sent.slice(blank).trim()
  const hostPort = parseHostPort(by.includes(' ') || by.includes('\t') ? by.replaceAll(/[ \t]/g, '') : by)
  if (!isToken(transport) || hostPort === undefined) throw bad('Via', text)
  return { transport, ...hostPort, params: parseParams(text, end, 'Via') }
}

export function formatVia(via: Via): string {
  const port = via.port === undefined ? '' : `:${via.port}`
  return `SIP/2.0/${via.transport} ${formatHost(via.host)}${port}${formatParams(via.params)}`
}

export function viaBranch(via: Via): string | undefined {
  return param(via.params, 'branch')
}

/** RFC 3261 §18.2.1 and RFC 3581 §4: what the receiver notes about where the request came from. */
export function withReceived(via: Via, address: string, port: number): Via {
  const wantsRport = hasParam(via.params, 'rport')
  if (!wantsRport && via.host === address) return via
  const params = via.params.filter(([name]) => name !== 'received' && name !== 'rport')
  if (wantsRport) params.push(['rport', String(port)])
  params.push(['received', address])
  return { ...via, params }
}

/** Where a response goes that no connection carries: RFC 3261 §18.2.2, RFC 3581 §4. */
export function responseAddress(via: Via, defaultPort: number): { address: string; port: number } {
  const rport = readUint(param(via.params, 'rport') ?? '', 65_535)
  return { address: param(via.params, 'received') ?? via.host, port: rport ?? via.port ?? defaultPort }
}
