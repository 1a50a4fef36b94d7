import { CircleCheck, CircleX, FlaskConical, LoaderCircle } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { CallTest } from '../../../callflow/design/document.ts'
import { hasPassed } from '../../../callflow/prove/run-test.ts'
import { DocumentForm } from '../../forms/document-form.tsx'
import { failedOf, useCallTests } from '../../store/call-tests.ts'
import { Segments } from '../../ui/tabs.tsx'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'
import { CoverageTool } from './coverage-tool.tsx'
import { ExploreTool } from './explore-dialog.tsx'
import { ExpectationsEditor } from './expectations-editor.tsx'
import { HappeningsEditor } from './happenings-editor.tsx'
import { TestResult } from './test-result.tsx'
import { TestText } from './test-text.tsx'

const rank = (id: string): number => {
  const result = useCallTests.getState().results.get(id)
  return result ? (hasPassed(result) ? 2 : 0) : 1
}

const columns: readonly Column<CallTest>[] = [
  { id: 'verdict', header: '', width: '32px', sortBy: ({ id }) => rank(id), cell: (test) => <Verdict id={test.id} /> },
  nameColumn('minmax(160px, 3fr)'),
  {
    id: 'dialled',
    header: 'Number',
    width: '128px',
    mono: true,
    sortBy: (test) => test.dialled,
    cell: (test) => test.dialled,
  },
  {
    id: 'when',
    header: 'Time',
    width: '136px',
    mono: true,
    sortBy: (test) => test.when,
    cell: (test) => test.when.replace('T', ' '),
  },
  {
    id: 'expects',
    header: 'Expected',
    width: '80px',
    mono: true,
    sortBy: (test) => test.expects.length,
    cell: (test) => test.expects.length,
  },
]

/** Calls that must go as they are written down: rehearsed after every edit. */
export function CallTestsPage() {
  return (
    <DocumentPage
      area="call-tests"
      kind="call-test"
      title="Call tests"
      icon={FlaskConical}
      columns={columns}
      createLabel="New call test"
      tools={<Summary />}
      before={(test) => <TestResult test={test} />}
      form={(test) => <TestForm test={test} />}
      empty={{
        title: 'No call tests yet',
        text: 'Rehearse a call to its end and keep it as a test. It is rehearsed again after every edit, and says at once when the call goes another way.',
      }}
    />
  )
}

function TestForm({ test }: { readonly test: CallTest }) {
  const [view, setView] = useState<'form' | 'text'>('form')
  return (
    <div className="flex flex-col gap-4">
      <div>
        <Segments
          label="How the test is shown"
          options={[
            { value: 'form', label: 'Form' },
            { value: 'text', label: 'Text' },
          ]}
          value={view}
          onChange={setView}
        />
      </div>
      {view === 'text' ? (
        <TestText test={test} />
      ) : (
        <>
          <DocumentForm document={test} omit={['happens', 'expects']} />
          <HappeningsEditor test={test} />
          <ExpectationsEditor test={test} />
        </>
      )}
    </div>
  )
}

function Verdict({ id }: { readonly id: string }) {
  const result = useCallTests((state) => state.results.get(id))
  if (!result) return <LoaderCircle role="img" aria-label="Waiting" size={14} className="text-ink-faint" />
  return hasPassed(result) ? (
    <CircleCheck role="img" aria-label="Passed" size={14} className="text-green" />
  ) : (
    <CircleX role="img" aria-label="Failed" size={14} className="text-red" />
  )
}

function Summary() {
  const state = useCallTests()
  const failed = useMemo(() => failedOf(state).length, [state])
  const { results, waiting } = state
  if (results.size === 0) return <ExploreTool />
  return (
    <div className="flex items-center gap-3 text-small">
      <span role="status" className="tabular whitespace-nowrap text-ink-soft">
        {waiting > 0 ? `${waiting} running` : failed === 0 ? 'All pass' : `${failed} of ${results.size} fail`}
      </span>
      <CoverageTool />
      <ExploreTool />
    </div>
  )
}
