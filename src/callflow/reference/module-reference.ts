import type { BranchSpec, ModuleCategory, ModuleDefinition } from '../define-module.ts'
import { describeFields } from '../design/describe.ts'
import { kazooActions } from '../exchange/kazoo/actions.ts'
import { modules } from '../modules/registry.ts'

const categoryNames: Readonly<Record<ModuleCategory, string>> = {
  basic: 'Basic',
  advanced: 'Advanced',
  'caller-id': 'Caller ID',
  recording: 'Call recording',
  time: 'Time of day',
  'call-centre': 'Call centre',
  telephony: 'Telephony features',
  'office-anywhere': 'Office Anywhere',
}

/** `docs/reference/modules.md`: every module's purpose, settings, branches and Kazoo name, from the definitions. */
export function moduleReference(): string {
  const categories = Object.entries(categoryNames).map(([category, name]) => ({
    name,
    own: modules.filter((definition) => definition.category === category),
  }))
  const sections = categories
    .filter(({ own }) => own.length > 0)
    .map(({ name, own }) => `## ${name}\n\n${own.map(sectionOf).join('\n\n')}`)
  return `# Steps\n\nMade from the definitions by \`npm run reference\`; a test fails when it is out of date.\n\n${sections.join('\n\n')}\n`
}

function sectionOf(definition: ModuleDefinition): string {
  const kazoo = new Set(
    kazooActions.filter((action) => action.definition.type === definition.type).map(({ module }) => `\`${module}\``),
  )
  const parts = [
    `### ${definition.name}`,
    definition.description,
    `Type \`${definition.type}\`${kazoo.size > 0 ? ` · Kazoo ${[...kazoo].join(', ')}` : ''}`,
    settingsTable(definition),
    branchTable(definition),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function settingsTable({ settings }: ModuleDefinition): string {
  const rows = describeFields(settings).map((field) => {
    const limits = [field.min, field.max].some((limit) => limit !== undefined)
      ? `${field.min ?? ''} to ${field.max ?? ''}${field.unit ? ` ${field.unit}` : ''}`
      : ''
    const options = (field.options ?? []).map(({ label }) => label).join(', ')
    const cells = [field.label, valueOf(field.default), limits || options, field.help ?? '']
    return `| ${cells.map(cell).join(' | ')} |`
  })
  return rows.length > 0 ? `| Setting | Default | Values | |\n|---|---|---|---|\n${rows.join('\n')}` : ''
}

function branchTable(definition: ModuleDefinition): string {
  const rows = definition.branches.map((branch: BranchSpec) => `| \`${branch.name}\` | ${cell(branch.label)} |`)
  const more =
    'dataBranches' in definition || 'acceptsBranch' in definition
      ? '\n\nMore branches come from what is set or wired.'
      : ''
  return rows.length > 0 ? `| Branch | |\n|---|---|\n${rows.join('\n')}${more}` : 'Ends the call: no branches.'
}

function valueOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return ''
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  return Array.isArray(value) && value.length === 0 ? '' : JSON.stringify(value)
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
