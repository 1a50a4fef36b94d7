import type { ModuleDefinition } from '../define-module.ts'
import { callflowStep } from './callflow/callflow.ts'
import { hangUp } from './hang-up/hang-up.ts'

/** Every module, in palette order within its category. One line each. */
export const modules: readonly ModuleDefinition[] = [callflowStep, hangUp]

const byType = new Map(modules.map((definition) => [definition.type, definition]))

/** Undefined for a type this version does not know: such nodes are kept, drawn as unknown and skipped. */
export function moduleFor(type: string): ModuleDefinition | undefined {
  return byType.get(type)
}
