import { randomUUID } from 'node:crypto'
import { type ExtensionInput, makeExtension } from '../../callflow/design/extension.ts'
import { newSipCredentials } from '../sip-credentials.ts'
import type { DesignStore } from '../store/design-store.ts'
import { RefusedError } from '../store/errors.ts'
import { api } from './base.ts'

export const documentHandlers = {
  apply: api.documents.apply.handler(({ context, input: { designId, ...change } }) =>
    context.app.change((design) => {
      if (designId !== undefined && designId !== design.designId) throw otherDesign(design)
      return design.apply(change)
    }),
  ),
  usages: api.documents.usages.handler(({ context, input }) => context.app.design().usages(input.id)),
  replaceAndRemove: api.documents.replaceAndRemove.handler(({ context, input }) =>
    context.app.change((design) => design.replaceAndRemove(input.id, input.replacementId)),
  ),
  createExtension: api.documents.createExtension.handler(({ context, input }) => {
    const made = newExtension(input)
    const [user, device, mailbox, callflow] = made
    const change = context.app.change((design) => design.apply({ label: `Add extension ${callflow.name}`, put: made }))
    return { change, userId: user.id, deviceId: device.id, mailboxId: mailbox.id, callflowId: callflow.id }
  }),
  createExtensions: api.documents.createExtensions.handler(({ context, input }) => {
    const { length } = input.extensions
    const label = `Add ${length} ${length === 1 ? 'extension' : 'extensions'}`
    const put = input.extensions.flatMap(newExtension)
    return { change: context.app.change((design) => design.apply({ label, put })) }
  }),
  search: api.documents.search.handler(({ context, input }) => context.app.design().search(input.text, input.limit)),
  history: api.documents.history.handler(({ context, input }) => context.app.design().history(input.id)),
}

function otherDesign(open: DesignStore): RefusedError {
  return new RefusedError(
    { code: 'OTHER_DESIGN', data: { designId: open.designId } },
    `"${open.info().name}" is open now; the change is for another design.`,
  )
}

const newExtension = (input: Omit<ExtensionInput, 'ids' | 'sipUsername' | 'sipPassword'>) =>
  makeExtension({
    ...input,
    ...newSipCredentials(),
    ids: {
      user: randomUUID(),
      device: randomUUID(),
      mailbox: randomUUID(),
      callflow: randomUUID(),
      cellPhone: randomUUID(),
    },
  })
