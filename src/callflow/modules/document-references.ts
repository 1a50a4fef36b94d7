import { type Callflow, type Document, documentSchemas } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { oncePer } from '../design/once-per.ts'
import { type FoundReference, replaceInSchema, schemaReferences } from '../design/references.ts'
import { moduleFor } from './registry.ts'

export type { FoundReference } from '../design/references.ts'

/** Every place in a document that names another document, the settings of a callflow's nodes included (`nodes.n3.settings.mailboxId`). */
export const referencesOf = oncePer((document: Document): readonly FoundReference[] => {
  const own = schemaReferences(documentSchemas[document.kind], document)
  return document.kind === 'callflow' ? [...own, ...nodeReferences(document)] : own
})

/** The document with every reference to `fromId` pointing at `toId`; the same object when there is none. */
export function replaceReference<D extends Document>(document: D, fromId: DocumentId, toId: DocumentId): D {
  const own = replaceInSchema(documentSchemas[document.kind], document, fromId, toId)
  return own.kind === 'callflow' ? (replaceInNodes(own, fromId, toId) as D) : own // a callflow stays a callflow
}

function nodeReferences(callflow: Callflow): FoundReference[] {
  const found: FoundReference[] = []
  for (const node of Object.values(callflow.nodes)) {
    const settings = moduleFor(node.type)?.settings
    if (!settings) continue
    for (const reference of schemaReferences(settings, node.settings)) {
      found.push({ ...reference, path: `nodes.${node.id}.settings.${reference.path}` })
    }
  }
  return found
}

function replaceInNodes(callflow: Callflow, fromId: DocumentId, toId: DocumentId): Callflow {
  let nodes = callflow.nodes
  let wires = callflow.wires
  for (const node of Object.values(callflow.nodes)) {
    const schema = moduleFor(node.type)?.settings
    if (!schema) continue
    const settings = replaceInSchema(schema, node.settings, fromId, toId)
    if (settings === node.settings) continue
    nodes = { ...nodes, [node.id]: { ...node, settings } }
    wires = renameBranch(wires, node.id, fromId, toId)
  }
  return nodes === callflow.nodes ? callflow : { ...callflow, nodes, wires }
}

/** Branches named by a document's id (schedule rules) move with it; a branch already there wins. */
function renameBranch(wires: Callflow['wires'], nodeId: string, fromId: string, toId: string): Callflow['wires'] {
  if (!wires.some((wire) => wire.from === nodeId && wire.branch === fromId)) return wires
  const taken = wires.some((wire) => wire.from === nodeId && wire.branch === toId)
  return wires.flatMap((wire) => {
    if (wire.from !== nodeId || wire.branch !== fromId) return [wire]
    return taken ? [] : [{ ...wire, branch: toId }]
  })
}
