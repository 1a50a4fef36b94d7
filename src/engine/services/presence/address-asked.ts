import { isIP } from 'node:net'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { namedInHeader, namedInUri } from '../../calls/telephone-uri.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { formatUri } from '../../sip/message/uri.ts'
import { realmOf } from '../devices.ts'

/**
 * Whom a Request-URI asks about; undefined when that is nobody of ours: an address in another domain than the account's, than an address of a machine, and
 * than the one the phone has itself, under which name we need not know ourselves.
 */
export function addressAsked(
  { uri, headers }: SipRequest,
  design: DesignSnapshot,
): { readonly address: string; readonly entity: string } | undefined {
  const named = namedInUri(uri)
  if (!named || named.user === '') return undefined
  const { host, user } = named
  const isOurs =
    host === '' ||
    isIP(host) !== 0 ||
    host === realmOf(design).toLowerCase() ||
    host === namedInHeader(headers.get('From'))?.host
  if (!isOurs) return undefined
  const domain = host === '' ? realmOf(design) : host
  const entity = formatUri({ scheme: 'sip', user, host: domain, params: [], headers: [] })
  return { address: named.number ?? user, entity }
}
