import { describeFields, type FieldDescriptor } from '../../callflow/design/describe.ts'
import { type Callflow, type Document, documentSchemas } from '../../callflow/design/document.ts'
import type { Clash } from '../../callflow/design/edit/merge.ts'
import { keyOf } from '../../callflow/design/edit/list-key.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { titleOf } from '../canvas/node-view.ts'

/** One place that two people changed, in words. */
export interface ClashWords {
  /** `Step “Greeting” · Sound`. */
  readonly place: string
  readonly theirs: string
  readonly mine: string
}

type Find = (id: string) => Document | undefined

/** Each place once: where a step stands is one place and not two numbers. Passwords are not shown. */
export function wordsOfClashes(clashes: readonly Clash[], find: Find): ClashWords[] {
  const words = new Map<string, ClashWords>()
  for (const clash of clashes) {
    const { place, isSecret, isPosition } = placeOf(clash, find)
    if (words.has(place)) continue
    const say = (value: unknown, other: unknown) =>
      isPosition ? 'moved elsewhere' : isSecret ? secretWords(value) : valueWords(value, other, find)
    words.set(place, {
      place,
      theirs: clash.isGone ? 'deleted' : say(clash.theirs, clash.mine),
      mine: say(clash.mine, clash.theirs),
    })
  }
  return [...words.values()]
}

interface Place {
  readonly place: string
  readonly isSecret?: boolean
  readonly isPosition?: boolean
}

function placeOf({ path, theirs, mine }: Clash, find: Find): Place {
  const [id = '', ...steps] = path
  const document = find(id)
  if (steps.length === 0 || !document) return { place: 'All of it' }
  if (document.kind === 'callflow' && steps[0] === 'nodes') return placeInStep(document, steps.slice(1), theirs ?? mine)
  if (document.kind === 'callflow' && steps[0] === 'wires') return { place: wireWords(document, steps[1] ?? '') }
  if (steps[0] === 'entry') return { place: 'The first step' }
  return fieldPlace(describeFields(documentSchemas[document.kind]), steps, find)
}

function placeInStep(flow: Callflow, [nodeId = '', field, ...rest]: readonly string[], value: unknown): Place {
  const node = flow.nodes[nodeId]
  const step = `Step “${node ? titleOf(node) : nameIn(value, nodeId)}”`
  if (field === undefined || !node) return { place: step }
  if (field === 'position') return { place: `${step} · Place on the canvas`, isPosition: true }
  if (field === 'label') return { place: `${step} · Name` }
  if (field === 'disabled') return { place: `${step} · Switched off` }
  const schema = moduleFor(node.type)?.settings
  const within = fieldPlace(schema ? describeFields(schema) : [], rest, () => undefined)
  return { ...within, place: `${step} · ${within.place}` }
}

/** The field with the longest name that the steps begin with, and what is named in it. */
function fieldPlace(fields: readonly FieldDescriptor[], steps: readonly string[], find: Find): Place {
  for (let length = steps.length; length > 0; length--) {
    const name = steps.slice(0, length).join('.')
    const field = fields.find((each) => each.name === name)
    if (!field) continue
    const [item] = steps.slice(length)
    const label = field.section ? `${field.section} · ${field.label}` : field.label
    const named = item === undefined ? '' : ` · ${find(item)?.name ?? item}`
    return { place: label + (field.secret ? '' : named), isSecret: field.secret }
  }
  return { place: steps.join(' · ') }
}

function wireWords(flow: Callflow, key: string): string {
  const [from = ''] = key.split('/')
  const node = flow.nodes[from]
  const branch = key.slice(from.length + 1)
  return `Where “${branch === '_' ? 'otherwise' : branch}” of step “${node ? titleOf(node) : from}” leads`
}

const secretWords = (value: unknown): string => (value === undefined || value === '' ? 'empty' : '••••••')

function valueWords(value: unknown, other: unknown, find: Find): string {
  if (value === undefined) return 'deleted'
  if (value === null) return 'none'
  if (value === '') return 'empty'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'string') return find(value)?.name ?? value
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value))
    return clipped(
      value
        .map((item: unknown) => (typeof item === 'object' ? nameIn(item, '…') : valueWords(item, undefined, find)))
        .join(', '),
    )
  return other === undefined ? 'changed in between' : nameIn(value, 'another')
}

function nameIn(value: unknown, fallback: string): string {
  if (typeof value !== 'object' || value === null) return fallback
  const texts: unknown[] = [Reflect.get(value, 'label'), Reflect.get(value, 'name'), keyOf(value)]
  const found = texts.find((text) => typeof text === 'string' && text !== '')
  return typeof found === 'string' ? found : fallback
}

const clipped = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

const LONGEST = 300
