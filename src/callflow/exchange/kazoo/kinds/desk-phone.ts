import type { Device, LineKey } from '../../../design/document.ts'
import { MAX_LINE_KEYS, macAsWritten, macDigits, type PhoneMaker } from '../../../design/kinds/desk-phone.ts'
import { at, type ExchangeContext, type Field, putIn } from '../fields.ts'
import { toDocumentId, toKazooId } from '../ids.ts'
import { get, isObject, type Json, type JsonObject } from '../json.ts'

/** What Kazoo's provisioner is told of a phone (`devices` schema, `provision`; `devices.combo_key`). */

const isMac = (text: string) => /^[0-9a-f]{12}$/.test(text)
const readMac = (value: Json | undefined): string | undefined => {
  const digits = typeof value === 'string' ? macDigits(value) : ''
  return isMac(digits) ? digits : undefined
}

/** Written as it was written before, while it is the same; what is no MAC address stays. */
const macAddress = at<string>('mac_address', readMac, (value, original) => {
  if ((readMac(original) ?? '') === value) return original
  return value === '' ? undefined : macAsWritten(value).toLowerCase()
})

const brands: Readonly<Record<PhoneMaker, string>> = {
  yealink: 'yealink',
  grandstream: 'grandstream',
  snom: 'snom',
  poly: 'polycom',
  'cisco-spa': 'cisco',
  fanvil: 'fanvil',
  linphone: 'linphone',
}

const readBrand = (value: Json | undefined): Device['phoneMaker'] => {
  const brand = typeof value === 'string' ? value.toLowerCase() : ''
  if (brand === 'poly') return 'poly'
  return (Object.keys(brands) as PhoneMaker[]).find((maker) => brands[maker] === brand) ?? ''
}

/** Makers that we have no files for stay. */
const phoneMaker = at<Device['phoneMaker']>('provision.endpoint_brand', readBrand, (value, original) =>
  readBrand(original) === value ? original : value === '' ? undefined : brands[value],
)

/** Kazoo takes a list as well. */
const readModel = (value: Json | undefined): string => {
  const first: Json | undefined = Array.isArray(value) ? (value as readonly Json[])[0] : value
  return typeof first === 'string' ? first : ''
}
const phoneModel = at<string>('provision.endpoint_model', readModel, (value, original) =>
  readModel(original) === value ? original : value || undefined,
)

/** By place from 0. A phone with separate feature keys and no others has them there. */
const lineKeys: Field<LineKey[]> = {
  path: 'provision.combo_keys',
  read: (from, context) => readKeys(keysIn(from).keys, context),
  write(value, into, original, context) {
    const { place, keys } = keysIn(original)
    const before = readKeys(keys, context)
    const written: Record<string, Json> = {}
    for (const [index, key] of Object.entries(keys)) {
      if (!isPlace(index) || Number(index) < value.length) written[index] = key
    }
    value.forEach((key, index) => {
      const was = before[index]
      if (was && isSame(was, key)) return // also what stands there and is nothing to us
      const entry = writeKey(key)
      if (entry === undefined) delete written[index]
      else written[index] = entry
    })
    return putIn(into, ['provision', place], Object.keys(written).length === 0 ? undefined : written, original)
  },
}

export const deskPhoneFields = { macAddress, phoneMaker, phoneModel, lineKeys }

function keysIn(from: JsonObject): { readonly place: 'combo_keys' | 'feature_keys'; readonly keys: JsonObject } {
  const [combo, feature] = [get(from, 'provision', 'combo_keys'), get(from, 'provision', 'feature_keys')]
  const isUsed = (keys: Json | undefined): keys is JsonObject => isObject(keys) && Object.keys(keys).length > 0
  if (!isUsed(combo) && isUsed(feature)) return { place: 'feature_keys', keys: feature }
  return { place: 'combo_keys', keys: isObject(combo) ? combo : {} }
}

const isPlace = (index: string) => /^[0-9]{1,2}$/.test(index) && Number(index) < MAX_LINE_KEYS

function readKeys(keys: JsonObject, context: ExchangeContext): LineKey[] {
  const places = Object.keys(keys).filter(isPlace).map(Number)
  const count = places.length === 0 ? 0 : Math.max(...places) + 1
  return Array.from({ length: count }, (_, index) => readKey(get(keys, String(index)), context))
}

const empty: LineKey = { type: 'none', targetId: null, value: '', label: '' }

function readKey(entry: Json | undefined, { kindOf }: ExchangeContext): LineKey {
  const type = get(entry, 'type')
  const inside = get(entry, 'value')
  const label = textOf(get(inside, 'label')).slice(0, 32)
  const value = textOf(isObject(inside) ? get(inside, 'value') : inside).slice(0, 64)
  const id = toDocumentId(value)
  const kind = id === undefined ? undefined : kindOf(id)
  const whose = id !== undefined && (kind === 'user' || kind === 'device') ? { targetId: id, value: '' } : { value }
  switch (type) {
    case 'line':
      return { ...empty, type: 'line', label }
    case 'presence':
      return { ...empty, type: 'colleague', ...whose, label }
    case 'parking':
      return { ...empty, type: 'park', value, label }
    case 'personal_parking':
      return { ...empty, type: 'park', ...whose, label }
    case 'speed_dial':
      return { ...empty, type: 'speed-dial', value, label }
    default:
      return empty
  }
}

const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

/** Undefined: Kazoo has no such key. */
function writeKey({ type, targetId, value, label }: LineKey): JsonObject | undefined {
  const about = (kind: string, what: string | number): JsonObject => ({
    type: kind,
    value: label === '' ? what : { label, value: what },
  })
  switch (type) {
    case 'line':
      return label === '' ? { type: 'line' } : about('line', '')
    case 'colleague':
      return about('presence', targetId === null ? value : toKazooId(targetId))
    case 'park':
      if (targetId !== null) return about('personal_parking', toKazooId(targetId))
      return /^([1-9]|10)$/.test(value) ? about('parking', Number(value)) : undefined
    case 'speed-dial':
      return about('speed_dial', value)
    case 'queue':
    case 'code':
    case 'none':
      return undefined
  }
}

const isSame = (left: LineKey, right: LineKey): boolean =>
  left.type === right.type &&
  left.targetId === right.targetId &&
  left.value === right.value &&
  left.label === right.label
