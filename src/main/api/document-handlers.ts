import { api } from './base.ts'

export const documentHandlers = {
  apply: api.documents.apply.handler(({ context, input }) => context.app.change((design) => design.apply(input))),
  usages: api.documents.usages.handler(({ context, input }) => context.app.design().usages(input.id)),
  replaceAndRemove: api.documents.replaceAndRemove.handler(({ context, input }) =>
    context.app.change((design) => design.replaceAndRemove(input.id, input.replacementId)),
  ),
  createExtension: api.documents.createExtension.handler(() => {
    throw new Error('not wired')
  }),
  search: api.documents.search.handler(({ context, input }) => context.app.design().search(input.text, input.limit)),
  history: api.documents.history.handler(({ context, input }) => context.app.design().history(input.id)),
}
