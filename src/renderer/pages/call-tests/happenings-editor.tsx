import { Plus } from 'lucide-react'
import type { CallTest } from '../../../callflow/design/document.ts'
import { happeningWords } from '../../../callflow/prove/test-words.ts'
import { ListRow, moved } from '../../forms/list-row.tsx'
import { ReferenceField } from '../../forms/reference-picker.tsx'
import { applyChange, useDesignSnapshot } from '../../store/design.ts'
import { Button } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { TextInput } from '../../ui/text-input.tsx'

type Happening = CallTest['happens'][number]

const happening = (choice: string): Happening => ({ choice, deviceId: null, number: '' })

const fresh: readonly { readonly label: string; readonly choice: string }[] = [
  { label: 'The caller presses keys', choice: 'keys:1' },
  { label: 'The caller presses nothing', choice: 'silence' },
  { label: 'The caller presses a key while listening', choice: 'skip:#' },
  { label: 'A phone answers', choice: 'answer' },
  { label: 'Nobody answers', choice: 'no-answer' },
  { label: 'It is declined', choice: 'rejected' },
  { label: 'It is busy', choice: 'busy' },
  { label: 'No phone is registered', choice: 'unregistered' },
  { label: 'The caller hangs up', choice: 'hang-up' },
]

/** What people do in the call of a test, in the order they do it; what is not said comes about by itself. */
export function HappeningsEditor({ test }: { readonly test: CallTest }) {
  const design = useDesignSnapshot()
  const put = (happens: readonly Happening[]) =>
    void applyChange({
      label: `Edit call test ${test.name}`,
      put: [{ ...test, happens: [...happens] }],
      from: [test],
      mergeKey: `${test.id}:happens`,
    })
  return (
    <section aria-label="What happens" className="flex flex-col gap-1">
      <h3 className="text-small font-medium text-ink-soft">What happens</h3>
      <p className="text-small text-ink-faint">In this order. What is not said comes about by itself.</p>
      {test.happens.length > 0 ? (
        <ul aria-label="Decisions" className="flex flex-col rounded-control border border-line-strong">
          {test.happens.map((each, at) => (
            // Decisions have no id of their own.
            <ListRow
              key={at}
              name={happeningWords(each, design)}
              index={at}
              count={test.happens.length}
              onMove={(to) => put(moved(test.happens, at, to))}
              onRemove={() => put(test.happens.toSpliced(at, 1))}
            >
              <div className="flex flex-col gap-1.5 py-1">
                <p className="text-small">{happeningWords(each, design)}</p>
                <Fields happening={each} onChange={(next) => put(test.happens.with(at, next))} />
              </div>
            </ListRow>
          ))}
        </ul>
      ) : null}
      <div>
        <Menu
          trigger={
            <Button size="sm" icon={Plus} disabled={test.happens.length >= 200}>
              Add decision
            </Button>
          }
          groups={[
            {
              actions: fresh.map(({ label, choice }) => ({
                label,
                run: () => put([...test.happens, happening(choice)]),
              })),
            },
          ]}
        />
      </div>
    </section>
  )
}

function Fields({
  happening: each,
  onChange,
}: {
  readonly happening: Happening
  readonly onChange: (next: Happening) => void
}) {
  const { choice, deviceId, number } = each
  if (choice === 'answer') {
    return (
      <div className="grid grid-cols-2 gap-1.5">
        <ReferenceField
          label="Phone"
          aria-label="Phone"
          kinds={['device']}
          value={deviceId}
          onChange={(id) => onChange({ choice, deviceId: id, number: id === null ? number : '' })}
        />
        {deviceId === null ? (
          <TextInput
            aria-label="Or number"
            placeholder="Or number"
            maxLength={40}
            value={number}
            onChange={(typed) => onChange({ ...each, number: typed })}
          />
        ) : null}
      </div>
    )
  }
  const [what, keys] = /^(keys|skip):(.*)$/.exec(choice)?.slice(1) ?? []
  if (what === undefined || keys === undefined) return null
  const most = what === 'skip' ? 1 : 32
  return (
    <TextInput
      aria-label="Keys"
      mono
      maxLength={most}
      value={keys}
      onChange={(typed) => onChange({ ...each, choice: `${what}:${typed.replaceAll(/[^0-9*#]/g, '')}` })}
    />
  )
}
