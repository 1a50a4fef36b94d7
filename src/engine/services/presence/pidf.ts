import type { LampSources, Person } from './lamp.ts'
import { XML_HEAD, xmlText } from '../../../callflow/xml-text.ts'

export const PIDF = 'application/pidf+xml'

/** What colleagues are told of somebody. */
export interface PersonState {
  /** A call would reach them. */
  readonly isOpen: boolean
  /** An activity of RFC 4480; empty: none. */
  readonly activity: string
  readonly note: string
}

/** What they do counts before what they say of themselves; do not disturb before both. */
export function personState(person: Person, isQuiet: boolean, sources: LampSources): PersonState {
  const said = sources.said(person)
  const isReachable = person.deviceIds.some((deviceId) => sources.isReachable(deviceId))
  if (isQuiet) return { isOpen: false, activity: 'busy', note: said?.note || 'Do not disturb' }
  const talks = sources.phoneDialogs(person).some(({ state }) => state === 'confirmed')
  const isOpen = isReachable && (said?.isOpen ?? true)
  if (talks) return { isOpen, activity: 'on-the-phone', note: said?.note || 'On the phone' }
  return { isOpen, activity: said?.activity ?? '', note: said?.note ?? '' }
}

/** RFC 3863 with a person of RFC 4479 and an activity of RFC 4480. */
export function pidf(entity: string, { isOpen, activity, note }: PersonState): string {
  const noted = note === '' ? '' : `<note>${xmlText(note)}</note>`
  const activities = activity === '' ? '' : `<rpid:activities><rpid:${activity}/></rpid:activities>`
  const person = `<dm:person id="person">${activities}${note === '' ? '' : `<dm:note>${xmlText(note)}</dm:note>`}</dm:person>`
  return `${XML_HEAD}
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="${xmlText(entity)}">
<tuple id="phones"><status><basic>${isOpen ? 'open' : 'closed'}</basic></status>${noted}</tuple>
${activities === '' && note === '' ? '' : `${person}\n`}</presence>
`
}
