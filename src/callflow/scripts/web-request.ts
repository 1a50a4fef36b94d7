import { z } from 'zod'
import { choice, type FieldMeta, webAddress as webAddressField } from '../design/fields.ts'
import { hiddenBy } from '../numbering/caller-id.ts'
import type { CallContext } from '../run/script.ts'

/** An address on the web; empty while none is given. */
export const webAddress = webAddressField({ label: 'Address', help: 'Starts with https://.' })

export const requestMethod = (usual: 'get' | 'post') =>
  choice(['get', 'post'], {
    label: 'Method',
    help: 'GET puts what is sent into the address, POST into the body.',
    default: usual,
    options: { get: 'GET', post: 'POST' },
  })

/** How the body of a request is written (B1). */
export const requestFormat = choice(['form', 'json'], {
  label: 'Sent as',
  help: 'The body of a POST; a GET has everything in its address.',
  default: 'form',
  options: { form: 'Form fields', json: 'JSON' },
  advanced: true,
})

/** `name=value` lines. */
export const nameValues = (label: string, help: string) =>
  z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,64}\s*=[^\r\n]{0,1000}$/))
    .max(50)
    .default([])
    .meta({ label, help, control: 'number-list', advanced: true } satisfies FieldMeta)

/** What a web address is told about a call; a caller who asked for privacy has it there too. */
export function aboutCall(call: CallContext): Readonly<Record<string, string>> {
  const { name, number } = hiddenBy(call.privacy, call.caller)
  return {
    'caller-number': number,
    'caller-name': name,
    dialled: call.dialled,
    direction: call.caller.origin.kind === 'trunk' ? 'inbound' : 'internal',
    callflow: call.design.find('callflow', call.callflowId)?.name ?? '',
    ...Object.fromEntries(call.exported.map((name) => [`variable-${name}`, call.variables[name] ?? ''])),
  }
}
