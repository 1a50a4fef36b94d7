import { randomUUID } from 'node:crypto'
import { type ExtensionInput, makeExtension } from '../../callflow/design/extension.ts'
import { newSipCredentials } from '../sip-credentials.ts'
import { api } from './base.ts'
import { told } from './told-change.ts'

export const documentHandlers = {
  edit: api.documents.edit.handler(({ context, input: { designId, ...edit } }) =>
    told(
      designId,
      context.app.change(designId, (design) => design.edit(edit)),
    ),
  ),
  usages: api.documents.usages.handler(({ context, input }) => context.app.design().usages(input.id)),
  replaceAndRemove: api.documents.replaceAndRemove.handler(({ context, input: { designId, id, replacementId } }) =>
    told(
      designId,
      context.app.change(designId, (design) => design.replaceAndRemove(id, replacementId)),
    ),
  ),
  createExtension: api.documents.createExtension.handler(({ context, input: { designId, ...wanted } }) => {
    const made = newExtension(wanted)
    const [user, device, mailbox, callflow] = made
    const label = `Add extension ${callflow.name}`
    const change = context.app.change(designId, (design) => design.apply({ label, put: made }))
    const ids = { userId: user.id, deviceId: device.id, mailboxId: mailbox.id, callflowId: callflow.id }
    return { change: told(designId, change), ...ids }
  }),
  createExtensions: api.documents.createExtensions.handler(({ context, input: { designId, extensions } }) => {
    const { length } = extensions
    const label = `Add ${length} ${length === 1 ? 'extension' : 'extensions'}`
    const put = extensions.flatMap(newExtension)
    return {
      change: told(
        designId,
        context.app.change(designId, (design) => design.apply({ label, put })),
      ),
    }
  }),
  search: api.documents.search.handler(({ context, input }) => context.app.design().search(input.text, input.limit)),
  history: api.documents.history.handler(({ context, input }) => context.app.design().history(input.id)),
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
