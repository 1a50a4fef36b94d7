import { Plus } from 'lucide-react'
import { useRef } from 'react'
import type { Device, LineKey } from '../../callflow/design/document.ts'
import { lineKeyTypes, MAX_LINE_KEYS } from '../../callflow/design/kinds/desk-phone.ts'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { resolveKey } from '../../callflow/provisioning/line-keys.ts'
import { useDesignSnapshot, useDocumentOf } from '../store/design.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { KeyPicture } from './key-picture.tsx'
import { ListRow, moved } from './list-row.tsx'
import { ReferencePicker } from './reference-picker.tsx'

const typeWords: Readonly<Record<LineKey['type'], string>> = {
  line: 'Line',
  colleague: 'Colleague',
  park: 'Parking slot',
  queue: 'Queue log-in',
  code: 'Feature code',
  'speed-dial': 'Speed dial',
  none: 'Empty',
}

const typeOptions = lineKeyTypes.map((value) => ({ value, label: typeWords[value] }))

/** What each type of key is bound to, and what is typed for it. */
const asks: Readonly<Record<LineKey['type'], { readonly kinds?: readonly DocumentKind[]; readonly number?: string }>> =
  {
    line: {},
    colleague: { kinds: ['user', 'device'] },
    park: { number: 'Slot' },
    queue: { kinds: ['queue'] },
    code: { kinds: ['callflow'] },
    'speed-dial': { number: 'Number' },
    none: {},
  }

const fresh: LineKey = { type: 'colleague', targetId: null, value: '', label: '' }

/** The keys of a phone, from the top: a picture of them, and a row for each. */
export function LineKeysEditor({
  value,
  onChange,
  ownId,
}: {
  readonly value: readonly LineKey[]
  readonly onChange: (value: readonly LineKey[]) => void
  readonly ownId: string | undefined
}) {
  const list = useRef<HTMLUListElement>(null)
  const design = useDesignSnapshot()
  const device = useDocumentOf('device', ownId ?? null)
  const shown = value.map((key) => (device ? resolveKey(design, device, key) : undefined))
  const set = (index: number, key: LineKey) => onChange(value.with(index, key))
  const show = (index: number) =>
    list.current?.children[index]?.querySelector<HTMLElement>('button[role=combobox]')?.focus()
  return (
    <div className="flex flex-col gap-2">
      {device ? <KeyPicture device={device} keys={value} onChoose={show} /> : null}
      {value.length > 0 ? (
        <ul ref={list} aria-label="Line keys" className="flex flex-col rounded-control border border-line-strong">
          {value.map((key, index) => {
            const name = `key ${index + 1}`
            const resolved = shown[index]
            return (
              // Keys have no id of their own.
              <ListRow
                key={index}
                name={name}
                index={index}
                count={value.length}
                onMove={(to) => onChange(moved(value, index, to))}
                onRemove={() => onChange(value.toSpliced(index, 1))}
              >
                <KeyFields name={name} entry={key} device={device} onChange={(next) => set(index, next)} />
                {resolved && !resolved.ok ? (
                  <p className="pb-1 text-small text-amber">Stays empty: {resolved.problem}.</p>
                ) : null}
              </ListRow>
            )
          })}
        </ul>
      ) : null}
      <Button
        variant="ghost"
        size="sm"
        icon={Plus}
        className="self-start"
        disabled={value.length >= MAX_LINE_KEYS}
        onClick={() => onChange(value.length === 0 ? [{ ...fresh, type: 'line' }, fresh] : [...value, fresh])}
      >
        Add key
      </Button>
    </div>
  )
}

function KeyFields({
  name,
  entry,
  device,
  onChange,
}: {
  readonly name: string
  readonly entry: LineKey
  readonly device: Device | undefined
  readonly onChange: (entry: LineKey) => void
}) {
  const { kinds, number } = asks[entry.type]
  // An import may watch an address that is nobody's here.
  const typed = entry.type === 'colleague' && entry.targetId === null && entry.value !== ''
  const isPersonalSlot = entry.type === 'park' && entry.targetId !== null
  return (
    <div className="grid grid-cols-[112px_minmax(0,1fr)] gap-1.5 py-0.5">
      <Select
        aria-label={`Kind of ${name}`}
        value={entry.type}
        options={typeOptions}
        onChange={(type) => onChange({ ...fresh, type, label: entry.label })}
      />
      {kinds && !typed ? (
        <ReferencePicker
          aria-label={`What ${name} is for`}
          kinds={kinds}
          except={device?.ownerId ? [device.ownerId, device.id] : []}
          value={entry.targetId}
          onChange={(targetId) => onChange({ ...entry, targetId, value: '' })}
        />
      ) : isPersonalSlot ? (
        <ReferencePicker
          aria-label={`Whose slot ${name} is`}
          kinds={['user']}
          value={entry.targetId}
          onChange={(targetId) => onChange({ ...entry, targetId })}
        />
      ) : number || typed ? (
        <TextInput
          aria-label={`${number ?? 'Address'} of ${name}`}
          placeholder={number ?? 'Address'}
          maxLength={64}
          mono
          value={entry.value}
          onChange={(next) => onChange({ ...entry, value: next })}
        />
      ) : null}
      {entry.type === 'none' ? null : (
        <TextInput
          aria-label={`Label of ${name}`}
          placeholder="Label: the name"
          maxLength={32}
          className="col-start-2"
          value={entry.label}
          onChange={(label) => onChange({ ...entry, label })}
        />
      )}
    </div>
  )
}
