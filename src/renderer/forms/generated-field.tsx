import type { ReactNode } from 'react'
import type { FieldDescriptor } from '../../callflow/design/describe.ts'
import type { LineKey } from '../../callflow/design/document.ts'
import { Field, type FieldControlProps } from '../ui/field.tsx'
import { NumberInput } from '../ui/number-input.tsx'
import { Select } from '../ui/select.tsx'
import { Checkbox, Switch } from '../ui/switch.tsx'
import { SecretInput, TextArea, TextInput } from '../ui/text-input.tsx'
import { expressionProblem } from './expression-problem.ts'
import { InstantInput } from './instant-input.tsx'
import { ItemsEditor } from './items-editor.tsx'
import { LineKeysEditor } from './line-keys-editor.tsx'
import { MembersEditor } from './members-editor.tsx'
import { ReferenceList } from './reference-list.tsx'
import { OrderedChoices } from './ordered-choices.tsx'
import { ReferenceField } from './reference-picker.tsx'
import { TextList } from './text-list.tsx'
import { TimeInput, TimezonePicker, WeekdayPicker } from './time-controls.tsx'

export interface GeneratedFieldProps {
  readonly field: FieldDescriptor
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly error?: string | undefined
  /** Shown instead of the description's own label. */
  readonly label?: string
  readonly disabled?: boolean
  /** Documents that cannot be chosen. */
  readonly except?: readonly string[]
  /** A sentence when an entry of a number list cannot be used. */
  readonly refuse?: (entry: string) => string | null
  /** The document being edited: it cannot refer to itself. */
  readonly ownId?: string | undefined
}

/** Label, help, unit, control and error of one described field. */
export function GeneratedField(props: GeneratedFieldProps) {
  const { field, label, value } = props
  const error = props.error ?? expressionProblem(field, value)
  return (
    <Field label={label ?? field.label} help={field.help} error={error} inline={field.control === 'switch'}>
      {(control) => controlFor(props, control)}
    </Field>
  )
}

function controlFor(props: GeneratedFieldProps, control: FieldControlProps): ReactNode {
  const { field, value, onChange, disabled = false } = props
  const text = typeof value === 'string' ? value : ''
  const limit = field.maxLength === undefined ? {} : { maxLength: field.maxLength }
  const placeholder = placeholderOf(field)
  if (field.itemFields && field.control !== 'members' && field.control !== 'line-keys') {
    return (
      <ItemsEditor
        field={field}
        value={items(value)}
        onChange={onChange}
        renderField={(entry) => <GeneratedField {...entry} />}
      />
    )
  }
  switch (field.control) {
    case 'switch':
      return <Switch {...control} checked={value === true} onChange={onChange} disabled={disabled} />
    case 'seconds':
    case 'count':
      return (
        <NumberInput
          {...control}
          value={typeof value === 'number' ? value : null}
          onChange={(next) => onChange(next ?? (field.nullable ? null : field.default))}
          min={field.min}
          max={field.max}
          unit={field.unit === 's' ? secondsUnit(value) : field.unit}
          placeholder={placeholder}
          disabled={disabled}
        />
      )
    case 'choice':
      return <ChoiceSelect {...props} control={control} />
    case 'choice-list':
      return <ChoiceList {...props} />
    case 'ordered-choices':
      return (
        <OrderedChoices
          label={field.label}
          options={(field.options ?? []).map((option) => ({ value: String(option.value), label: option.label }))}
          value={strings(value)}
          onChange={onChange}
        />
      )
    case 'reference':
      return (
        <ReferenceField
          {...control}
          label={props.label ?? field.label}
          kinds={field.refersTo ?? []}
          except={props.ownId ? [props.ownId, ...(props.except ?? none)] : (props.except ?? none)}
          bindable={field.bindable ?? false}
          value={typeof value === 'string' ? value : null}
          onChange={onChange}
          disabled={disabled}
        />
      )
    case 'reference-list':
      return (
        <ReferenceList
          label={field.label}
          kinds={field.refersTo ?? []}
          bindable={field.bindable ?? false}
          value={strings(value)}
          onChange={onChange}
        />
      )
    case 'members':
      return <MembersEditor field={field} value={members(value)} onChange={onChange} />
    case 'line-keys':
      return <LineKeysEditor value={items(value) as readonly LineKey[]} onChange={onChange} ownId={props.ownId} />
    case 'number-list':
    case 'regex':
      if (field.type !== 'array') break
      return <ListControl {...props} control={control} />
    case 'weekdays':
      return <WeekdayPicker label={field.label} value={strings(value)} onChange={onChange} />
    case 'time-of-day':
      return <TimeInput {...control} value={typeof value === 'number' ? value : 0} onChange={onChange} />
    case 'instant':
      return <InstantInput {...control} value={typeof value === 'string' ? value : null} onChange={onChange} />
    case 'timezone':
      return (
        <TimezonePicker
          {...control}
          nullable={field.nullable}
          value={typeof value === 'string' ? value : null}
          onChange={onChange}
        />
      )
    case 'secret':
      return <SecretInput {...control} {...limit} value={text} onChange={onChange} disabled={disabled} />
    case 'long-text':
      return <TextArea {...control} {...limit} value={text} onChange={onChange} disabled={disabled} />
    case 'text':
      break
  }
  return (
    <TextInput
      {...control}
      {...limit}
      {...dateType(field.pattern)}
      value={text}
      onChange={(next) => onChange(next === '' && field.nullable ? null : next)}
      placeholder={placeholder}
      unit={field.unit}
      mono={field.control === 'regex' || /number|username|host|extension|realm|macAddress/i.test(field.name)}
      disabled={disabled}
    />
  )
}

/** Of a calendar day, or of a day with its time. */
function dateType(pattern = ''): { readonly type?: 'date' | 'datetime-local' } {
  if (!pattern.startsWith('^\\d{4}-')) return {}
  return { type: pattern.includes('T') ? 'datetime-local' : 'date' }
}

const none: readonly string[] = []

function ChoiceSelect({
  field,
  value,
  onChange,
  disabled,
  control,
}: GeneratedFieldProps & { readonly control: FieldControlProps }) {
  const options = (field.options ?? []).map((option) => ({
    value: String(option.value),
    label: option.label === '' ? 'None' : option.label,
  }))
  if (field.nullable && !options.some((option) => option.value === '')) options.unshift({ value: '', label: 'None' })
  const isNumber = field.type === 'integer' || field.type === 'number'
  return (
    <Select
      {...control}
      value={typeof value === 'string' || typeof value === 'number' ? String(value) : ''}
      options={options}
      disabled={disabled ?? false}
      onChange={(next) => onChange(next === '' && field.nullable ? null : isNumber ? Number(next) : next)}
    />
  )
}

function ChoiceList({ field, value, onChange }: GeneratedFieldProps) {
  const chosen = Array.isArray(value) ? value : []
  return (
    <div role="group" aria-label={field.label} className="flex flex-col gap-1.5 py-1">
      {(field.options ?? []).map((option) => (
        <label key={option.value} className="flex items-center gap-2">
          <Checkbox
            checked={chosen.includes(option.value)}
            onChange={(on) =>
              onChange(on ? [...chosen, option.value] : chosen.filter((other: unknown) => other !== option.value))
            }
          />
          {option.label}
        </label>
      ))}
    </div>
  )
}

function ListControl({
  field,
  value,
  onChange,
  refuse,
  control,
}: GeneratedFieldProps & { readonly control: FieldControlProps }) {
  const isNumbers = field.name === 'numbers' || field.name === 'numbersFromOutside'
  const isDays = Array.isArray(field.default) && field.name === 'days'
  return (
    <TextList
      {...control}
      value={(Array.isArray(value) ? value : []).map(String)}
      onChange={(next) => onChange(isDays ? next.map(Number).toSorted((a, b) => a - b) : next)}
      numbers={isNumbers}
      isWhole={field.control === 'regex'}
      placeholder={isNumbers ? 'Add a number' : 'Add'}
      refuse={(entry) => expressionProblem(field, entry) ?? refuse?.(entry) ?? null}
    />
  )
}

/** Long times also in the words people think in: `s, 10 min`. */
function secondsUnit(value: unknown): string {
  if (typeof value !== 'number' || value < 120) return 's'
  const [size, word] = value < 3_600 ? [60, 'min'] : value < 172_800 ? [3_600, 'h'] : [86_400, 'days']
  return `s, ${Math.round((value / size) * 10) / 10} ${word}`
}

function placeholderOf(field: FieldDescriptor): string {
  const value = field.default
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

const items = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : []

function members(value: unknown): readonly { readonly id: string }[] {
  return Array.isArray(value)
    ? value.filter(
        (item): item is { id: string } =>
          typeof item === 'object' && item !== null && typeof Reflect.get(item, 'id') === 'string',
      )
    : []
}
