import { api } from './base.ts'

export const designHandlers = {
  info: api.design.info.handler(({ context }) => context.app.design().info()),
  documents: api.design.documents.handler(({ context }) => {
    const design = context.app.design()
    return { documents: design.documents(), lastChangeId: design.lastChangeId() }
  }),
  open: api.design.open.handler(({ context, input }) => context.app.open(input.path)),
  create: api.design.create.handler(({ context, input }) => context.app.create(input)),
  recent: api.design.recent.handler(({ context }) => context.app.recent()),
}

export const historyHandlers = {
  undo: api.history.undo.handler(({ context }) => context.app.change((design) => design.undo())),
  redo: api.history.redo.handler(({ context }) => context.app.change((design) => design.redo())),
}
