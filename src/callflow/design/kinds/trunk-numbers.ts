import { choice } from '../fields.ts'
import { writtenFormats } from '../../numbering/number-format.ts'

const written = {
  e164: 'With + and country: +49 30 ...',
  'e164-without-plus': 'With country, without +: 49 30 ...',
  national: 'As dialled in the country: 030 ..., 00 33 ...',
}

/** How numbers and callers are written to a carrier, and where it writes the number that was called. */
export const trunkNumbers = {
  dialFormat: choice(writtenFormats, {
    label: 'Numbers called are sent',
    help: 'Emergency numbers always go as the country dials them.',
    default: 'e164',
    options: written,
    advanced: true,
  }),
  callerFormat: choice(writtenFormats, {
    label: 'Callers are sent',
    default: 'e164',
    options: written,
    advanced: true,
  }),
  callerHeader: choice(['p-asserted-identity', 'p-preferred-identity', 'remote-party-id', 'from'], {
    label: 'Callers stand in',
    help: 'Beside From. Some carriers believe one of them alone.',
    default: 'p-asserted-identity',
    options: {
      'p-asserted-identity': 'P-Asserted-Identity',
      'p-preferred-identity': 'P-Preferred-Identity',
      'remote-party-id': 'Remote-Party-ID',
      from: 'From alone',
    },
    advanced: true,
  }),
  calledHeader: choice(['request', 'to', 'p-called-party-id', 'diversion'], {
    label: 'The number called stands in',
    help: 'Of calls that come in. The others are looked at when nothing of ours is there.',
    default: 'request',
    options: {
      request: 'The request itself',
      to: 'To',
      'p-called-party-id': 'P-Called-Party-ID',
      diversion: 'Diversion: who sent the call on',
    },
    advanced: true,
  }),
}
