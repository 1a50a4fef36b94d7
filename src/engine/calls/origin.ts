import type { Device, Trunk } from '../../callflow/design/document.ts'
import type { Door } from '../services/door.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { IncomingSession } from '../sip/user-agent.ts'
import { type CallerInHeaders, callerInHeaders } from './caller-headers.ts'
import { namedInHeader, namedInUri } from './telephone-uri.ts'

/** Where an INVITE that was let in comes from. */
export type Origin =
  | { readonly kind: 'device'; readonly device: Device; readonly isWithheld: boolean }
  | { readonly kind: 'trunk'; readonly trunk: Trunk; readonly said: CallerInHeaders }

export function originOf({ request }: IncomingSession, door: Pick<Door, 'visitorOf'>): Origin {
  const visitor = door.visitorOf(request)
  const said = callerInHeaders(request.headers)
  return visitor.kind === 'trunk' ? { ...visitor, said } : { ...visitor, isWithheld: said.isWithheld }
}

/** What was dialled: where the carrier writes it, then Request-URI and To, numbers without what is not theirs. */
export function dialledNumbers(
  { uri, headers }: SipRequest,
  calledHeader: Trunk['calledHeader'] = 'request',
): readonly string[] {
  const places = {
    request: namedInUri(uri),
    to: namedInHeader(headers.get('To')),
    'p-called-party-id': namedInHeader(headers.get('P-Called-Party-ID')),
    diversion: namedInHeader(headers.get('Diversion')),
  }
  const found = [places[calledHeader], places.request, places.to].map((named) => named?.number ?? named?.user ?? '')
  return [...new Set(found.filter((number) => number !== ''))]
}
