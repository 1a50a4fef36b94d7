import { versionOf } from '../../../callflow/design/versions.ts'
import { moduleFor } from '../../../callflow/modules/registry.ts'
import type { ControlClient } from '../../../engine/control/client.ts'
import type { Bundle } from '../../../engine/control/contract.ts'

/** What an engine can read and run. */
export type Knows = Awaited<ReturnType<ControlClient['bundle']['knows']>>

/** What of a design an older engine does not know, as a sentence; undefined: nothing. */
export function needsNewer({ documents, schemaVersion }: Bundle, knows: Knows): string | undefined {
  const missing = new Set<string>()
  if (schemaVersion > knows.schemaVersion) missing.add(`designs of version ${schemaVersion}`)
  for (const document of documents) {
    const kind = String(document['kind'])
    const version = versionOf(document) ?? 1
    if (version > (knows.kinds[kind] ?? 0)) missing.add(`documents of the kind ${kind} in version ${version}`)
    for (const { type, version: step } of nodesOf(document)) {
      // Steps that nobody knows are kept from imports and skipped everywhere.
      if (moduleFor(type) !== undefined && step > (knows.steps[type] ?? 0))
        missing.add(`the step ${type} in version ${step}`)
    }
  }
  if (missing.size === 0) return undefined
  const [first, ...more] = missing
  const others = more.length === 0 ? '' : ` and ${more.length} more`
  return `It runs Callwright ${knows.version}, which does not know ${first ?? ''}${others}. Bring it up to date first.`
}

function nodesOf(document: object): readonly { readonly type: string; readonly version: number }[] {
  const nodes: unknown = Reflect.get(document, 'nodes')
  return Object.values(typeof nodes === 'object' && nodes !== null ? nodes : {}).flatMap((node: unknown) => {
    const type: unknown = Reflect.get(Object(node), 'type')
    const version: unknown = Reflect.get(Object(node), 'version')
    return typeof type === 'string' ? [{ type, version: typeof version === 'number' ? version : 1 }] : []
  })
}
