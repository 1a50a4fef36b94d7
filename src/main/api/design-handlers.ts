import { extname, resolve } from 'node:path'
import { filesAsTheyStand } from '../exchange/files-as-they-stand.ts'
import { writeFolder } from '../exchange/folder.ts'
import { copyDesign, freeNameBeside, standingDesign } from '../store/newer-file.ts'
import { plainSealer } from '../store/secret-sealer.ts'
import { api } from './base.ts'
import { told } from './told-change.ts'

const MOST_NOTES = 1_000

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
  copyAsItIs: api.design.copyAsItIs.handler(({ input }) => {
    const path = resolve(input.path)
    const target = freeNameBeside(path, 'copy', extname(path))
    copyDesign(path, target)
    return { path: target }
  }),
  takeOut: api.design.takeOut.handler(({ context, input }) => {
    const path = resolve(input.path)
    const folder = freeNameBeside(path, 'documents', '')
    const { sealer = plainSealer } = context.app.storeOptions
    const { files, documents, notes } = filesAsTheyStand(standingDesign(path, sealer))
    writeFolder(folder, files)
    return { folder, documents, notes: notes.slice(0, MOST_NOTES) }
  }),
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
