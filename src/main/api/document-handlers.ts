import { randomUUID } from 'node:crypto'
import { makeExtension } from '../../callflow/design/extension.ts'
import { newSipCredentials } from '../sip-credentials.ts'
import { api } from './base.ts'

export const documentHandlers = {
  apply: api.documents.apply.handler(({ context, input }) => context.app.change((design) => design.apply(input))),
  usages: api.documents.usages.handler(({ context, input }) => context.app.design().usages(input.id)),
  replaceAndRemove: api.documents.replaceAndRemove.handler(({ context, input }) =>
    context.app.change((design) => design.replaceAndRemove(input.id, input.replacementId)),
  ),
  createExtension: api.documents.createExtension.handler(({ context, input }) => {
    const [user, device, mailbox, callflow] = makeExtension({
      ...input,
      ...newSipCredentials(),
      ids: { user: randomUUID(), device: randomUUID(), mailbox: randomUUID(), callflow: randomUUID() },
    })
    const change = context.app.change((design) =>
      design.apply({ label: `Add extension ${callflow.name}`, put: [user, device, mailbox, callflow] }),
    )
    return { change, userId: user.id, deviceId: device.id, mailboxId: mailbox.id, callflowId: callflow.id }
  }),
  search: api.documents.search.handler(({ context, input }) => context.app.design().search(input.text, input.limit)),
  history: api.documents.history.handler(({ context, input }) => context.app.design().history(input.id)),
}
