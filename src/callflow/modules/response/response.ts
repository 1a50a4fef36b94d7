import { z } from 'zod'
import { defineModule } from '../../define-module.ts'
import { count, reference } from '../../design/fields.ts'
import { play, respond } from '../../run/script.ts'

/** Refuses the call with a SIP status, after an early-media announcement when one is given (B1 "Response"). */
export const response = defineModule({
  type: 'response',
  version: 1,
  category: 'advanced',
  name: 'Response',
  description: 'Refuses the call with a SIP status, after a message when one is chosen.',
  icon: 'reply',
  settings: z.object({
    sipStatus: count({
      label: 'SIP status',
      help: 'What the caller’s side is told: 486 is busy, 404 not found, 603 declined.',
      min: 400,
      max: 699,
      default: 486,
    }),
    sipReason: z
      .string()
      .regex(/^[^\r\n]{0,64}$/)
      .default('')
      .meta({ label: 'Reason', help: 'Words beside the status; the usual ones when empty.', control: 'text' }),
    mediaId: reference('media', { label: 'Message first', help: 'Played before the call is refused.' }),
  }),
  branches: [],
  summary: ({ sipStatus, sipReason }) => `${sipStatus} ${sipReason === '' ? usualReason(sipStatus) : sipReason}`,
  *script(_call, { sipStatus, sipReason, mediaId }) {
    if (mediaId) yield* play({ sounds: [{ kind: 'media', mediaId }], terminators: '' })
    return respond(sipStatus, sipReason === '' ? usualReason(sipStatus) : sipReason)
  },
})

const reasons = new Map([
  [400, 'Bad Request'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [408, 'Request Timeout'],
  [410, 'Gone'],
  [433, 'Anonymity Disallowed'],
  [480, 'Temporarily Unavailable'],
  [484, 'Address Incomplete'],
  [486, 'Busy Here'],
  [488, 'Not Acceptable Here'],
  [500, 'Server Internal Error'],
  [503, 'Service Unavailable'],
  [600, 'Busy Everywhere'],
  [603, 'Decline'],
  [604, 'Does Not Exist Anywhere'],
  [607, 'Unwanted'],
])

const usualReason = (sipStatus: number) => reasons.get(sipStatus) ?? 'Rejected'
