import { lookup, Resolver } from 'node:dns/promises'
import type { Address, Dns } from './find-places.ts'

/** Of the first try; the second has twice as long. A call waits for it. */
const TIMEOUT_MS = 700
/** The machine's own way asks the same name servers again, for ten seconds and more where they say nothing. */
const LOCAL_MS = 1_000
/** Of a name that only the machine itself knows. */
const LOCAL_TTL_SEC = 30

/** The machine's name servers, or those given as `address:port`; a name that they do not know may stand in its hosts file. */
export function systemDns(servers?: readonly string[]): Dns {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 })
  if (servers) resolver.setServers(servers)
  return {
    naptr: (name) => resolver.resolveNaptr(name),
    srv: (name) => resolver.resolveSrv(name),
    async addresses(name) {
      const found = await Promise.all([
        resolver.resolve4(name, { ttl: true }).catch(() => []),
        resolver.resolve6(name, { ttl: true }).catch(() => []),
      ])
      const all = found.flat().map(({ address, ttl }): Address => ({ address, ttlSec: ttl }))
      return all.length > 0 ? all : known(name)
    },
  }
}

async function known(name: string): Promise<readonly Address[]> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`no name server says where ${name} is`)), LOCAL_MS)
  try {
    const found = await Promise.race([lookup(name, { all: true }), late.promise])
    return found.map(({ address }) => ({ address, ttlSec: LOCAL_TTL_SEC }))
  } finally {
    clearTimeout(timer)
  }
}
