import type { ModuleDefinition } from '../../callflow/define-module.ts'
import { modules } from '../../callflow/modules/registry.ts'
import { categories } from '../canvas/category.ts'

const inOrder = categories.flatMap(({ id }) => modules.filter(({ category }) => category === id))

/** Modules whose name, group or description has every word typed; those whose name begins with it come first. */
export function searchModules(query: string): readonly ModuleDefinition[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return inOrder
  const found = inOrder.filter((definition) => words.every((word) => textOf(definition).includes(word)))
  return found.toSorted((a, b) => rank(a, words) - rank(b, words))
}

const rank = ({ name }: ModuleDefinition, words: readonly string[]): number => {
  const at = name.toLowerCase().indexOf(words[0] ?? '')
  return at === 0 ? 0 : at > 0 ? 1 : 2
}

const textOf = ({ name, description, category, type }: ModuleDefinition): string =>
  `${name} ${categories.find(({ id }) => id === category)?.name ?? ''} ${description} ${type}`.toLowerCase()
