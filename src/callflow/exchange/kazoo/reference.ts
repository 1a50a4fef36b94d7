import { documentSchemas } from '../../design/document.ts'
import { unwrap } from '../../design/schema-shape.ts'
import { modules } from '../../modules/registry.ts'
import { kazooActions, withoutAction } from './actions.ts'
import { kazooKinds, withoutCollection } from './kinds.ts'
import type { RecordMapping } from './record.ts'

/** The tables of `docs/reference/kazoo-tables.md`, from the mappings themselves. */
export function kazooTables(): string {
  const kinds = kazooKinds.map((kind) =>
    section(`${kind.kind} — \`${kind.collection}\``, { ...kind, schema: documentSchemas[kind.kind] }),
  )
  const actions = kazooActions.map(({ definition, module, constant, use, branches, ...action }) => {
    const uses = Object.entries(constant ?? {}).map(
      ([key, value]) => `, ${key} \`${typeof value === 'string' ? value : JSON.stringify(value)}\``,
    )
    const words = Object.entries(branches?.words ?? {}).map(([ours, theirs]) => `\`${ours}\` is \`${theirs}\``)
    const ways = words.length === 0 ? '' : `\nBranches: ${words.join(', ')}.\n`
    return (
      section(
        `${definition.name} — \`${module}\`${use === undefined ? uses.join('') : `, ${use}`}`,
        { ...action, schema: definition.settings },
        action.labelKey,
      ) + ways
    )
  })
  const skipped = modules.filter(({ type }) => withoutAction.includes(type)).map(({ name }) => name)
  return [
    '# Kazoo exchange: every field\n',
    'Generated from the mappings; see [Kazoo exchange](kazoo-exchange.md) for how they are used. "beside" means that Kazoo has no',
    'key for it and it travels under `callwright`.\n',
    '## Documents\n',
    ...kinds,
    `### In \`callwright.json\`\n\n${withoutCollection.join(', ')}\n`,
    '## Steps\n',
    ...actions,
    ...(skipped.length > 0 ? [`### Skipped by Kazoo\n\n${skipped.join(', ')}\n`] : []),
  ].join('\n')
}

function section(
  title: string,
  { schema, fields }: Pick<RecordMapping, 'schema' | 'fields'>,
  labelKey?: string,
): string {
  const { shape } = unwrap(schema)
  const keys = shape.kind === 'object' ? Object.keys(shape.shape).filter((key) => !fixed.includes(key)) : []
  const rows = keys.map((key) => {
    const field = fields[key]
    return `| ${key} | ${field ? (field.path === undefined ? 'follows from others' : `\`${field.path}\``) : 'beside'} |`
  })
  if (labelKey !== undefined) rows.unshift(`| label | \`${labelKey}\` |`)
  if (rows.length === 0) return `### ${title}\n\nNo settings.\n`
  return `### ${title}\n\n| Callwright | Kazoo |\n| --- | --- |\n${rows.join('\n')}\n`
}

/** Handled by the exchange itself, for every document. */
const fixed = ['id', 'kind', 'foreign', 'entry', 'nodes', 'wires']
