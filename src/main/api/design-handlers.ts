import { api } from './base.ts'
import { told } from './told-change.ts'

export const designHandlers = {
  info: api.design.info.handler(({ context }) => context.app.design().info()),
  documents: api.design.documents.handler(({ context }) => {
    const design = context.app.design()
    return {
      designId: design.designId,
      documents: design.documents(),
      revisions: design.revisions(),
      lastChangeId: design.lastChangeId(),
    }
  }),
  open: api.design.open.handler(({ context, input }) => context.app.open(input.path)),
  create: api.design.create.handler(({ context, input }) => context.app.create(input)),
  recent: api.design.recent.handler(({ context }) => context.app.recent()),
}

export const historyHandlers = {
  undo: api.history.undo.handler(({ context, input: { designId, stepId } }) => {
    const change = context.app.change(designId, (design) => design.undo(stepId))
    return change && told(designId, change)
  }),
  redo: api.history.redo.handler(({ context, input: { designId, stepId } }) => {
    const change = context.app.change(designId, (design) => design.redo(stepId))
    return change && told(designId, change)
  }),
}
