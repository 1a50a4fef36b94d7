import { Plus } from 'lucide-react'
import type { CallTest } from '../../../callflow/design/document.ts'
import type { CallExpectation } from '../../../callflow/design/kinds/call-test.ts'
import { expectationWords } from '../../../callflow/prove/test-words.ts'
import { ListRow } from '../../forms/list-row.tsx'
import { applyChange, useDesignSnapshot } from '../../store/design.ts'
import { useCallTests } from '../../store/call-tests.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Menu } from '../../ui/menu.tsx'
import { ExpectationFields } from './expectation-fields.tsx'

const who = { deviceId: null, number: '' } as const

/** What an expectation of each kind starts as. */
const fresh: readonly { readonly label: string; readonly make: CallExpectation }[] = [
  { label: 'A phone rings', make: { what: 'rings', ...who, shownName: '', shownNumber: '' } },
  { label: 'A phone never rings', make: { what: 'never-rings', ...who } },
  { label: 'The caller hears', make: { what: 'hears', mediaId: null, promptId: '', text: '' } },
  { label: 'The wait is short', make: { what: 'waits-at-most', sec: 30 } },
  { label: 'The call ends', make: { what: 'ends', reason: 'talked', sipStatus: null, mailboxId: null } },
  { label: 'It goes through a step', make: { what: 'passes', callflowId: null, nodeId: '', branch: '' } },
  { label: 'It never goes through a step', make: { what: 'never-passes', callflowId: null, nodeId: '', branch: '' } },
]

/** The expectations of a test, a sentence each; those the call does not meet are marked. */
export function ExpectationsEditor({ test }: { readonly test: CallTest }) {
  const design = useDesignSnapshot()
  const failures = useCallTests((state) => state.results.get(test.id)?.failures)
  const put = (expects: readonly CallExpectation[]) =>
    void applyChange({
      label: `Edit call test ${test.name}`,
      put: [{ ...test, expects: [...expects] }],
      from: [test],
      mergeKey: `${test.id}:expects`,
    })
  const set = (at: number, expected: CallExpectation) => put(test.expects.with(at, expected))
  return (
    <section aria-label="Expected" className="flex flex-col gap-1">
      <h3 className="text-small font-medium text-ink-soft">Expected</h3>
      {test.expects.length > 0 ? (
        <ul aria-label="Expectations" className="flex flex-col rounded-control border border-line-strong">
          {test.expects.map((expected, at) => {
            const isUnmet = failures?.some(({ expectation }) => expectation === at) ?? false
            const words = expectationWords(expected, design)
            return (
              // Expectations have no id of their own.
              <ListRow
                key={at}
                name={words}
                index={at}
                count={test.expects.length}
                onRemove={() => put(test.expects.toSpliced(at, 1))}
              >
                <div className="flex flex-col gap-1.5 py-1">
                  <p className={cx('text-small', isUnmet ? 'font-medium text-red' : 'text-ink')}>{words}</p>
                  <ExpectationFields expected={expected} onChange={(next) => set(at, next)} />
                </div>
              </ListRow>
            )
          })}
        </ul>
      ) : (
        <p className="text-small text-ink-faint">Nothing yet: the test passes when the call comes to an end.</p>
      )}
      <div>
        <Menu
          trigger={
            <Button size="sm" icon={Plus} disabled={test.expects.length >= 100}>
              Add expectation
            </Button>
          }
          groups={[{ actions: fresh.map(({ label, make }) => ({ label, run: () => put([...test.expects, make]) })) }]}
        />
      </div>
    </section>
  )
}
