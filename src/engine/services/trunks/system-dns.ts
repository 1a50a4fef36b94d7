import { lookup, Resolver } from 'node:dns/promises'
import type { Address, Dns } from './find-places.ts'

const TIMEOUT_MS = 1_500
/** Of a name that only the machine itself knows. */
const LOCAL_TTL_SEC = 30

/** The machine's name servers; a name that they do not know may stand in its hosts file. */
export function systemDns(): Dns {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 })
  return {
    naptr: (name) => resolver.resolveNaptr(name),
    srv: (name) => resolver.resolveSrv(name),
    async addresses(name) {
      const found = await Promise.all([
        resolver.resolve4(name, { ttl: true }).catch(() => []),
        resolver.resolve6(name, { ttl: true }).catch(() => []),
      ])
      const all = found.flat().map(({ address, ttl }): Address => ({ address, ttlSec: ttl }))
      if (all.length > 0) return all
      return (await lookup(name, { all: true })).map(({ address }) => ({ address, ttlSec: LOCAL_TTL_SEC }))
    },
  }
}
