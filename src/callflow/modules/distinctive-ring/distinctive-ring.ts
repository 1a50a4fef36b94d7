import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Sends an Alert-Info header (RFC 3261 §20.4) to every phone rung from here on (B1). */
export const distinctiveRing = defineModule({
  type: 'distinctive-ring',
  version: 1,
  category: 'advanced',
  name: 'Distinctive ring',
  description: 'Makes the phones rung from here on sound different.',
  icon: 'bell-ring',
  settings: z.object({
    alertInfo: z
      .string()
      .regex(/^[\x20-\x7e]{0,256}$/)
      .default('')
      .meta({
        label: 'Alert-Info',
        help: 'What your phones understand, e.g. <http://127.0.0.1/Bellcore-dr2>.',
        control: 'text',
      }),
  }),
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: ({ alertInfo }) => alertInfo,
  *script(_call, { alertInfo }) {
    yield* perform({ kind: 'edit-call', edit: { kind: 'set-alert-info', alertInfo } })
    return branch('_')
  },
})
