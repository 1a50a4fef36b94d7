import { useState } from 'react'
import type { CallTest } from '../../../callflow/design/document.ts'
import { readTestText, writeTestText } from '../../../callflow/prove/test-text.ts'
import { applyChange, useDesignSnapshot } from '../../store/design.ts'
import { Field } from '../../ui/field.tsx'
import { TextArea } from '../../ui/text-input.tsx'

/** The whole test as text. Saved when it can be read; what cannot be is said with its line, and stays as it was typed. */
export function TestText({ test }: { readonly test: CallTest }) {
  const design = useDesignSnapshot()
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? writeTestText(test, design)
  const read = draft === null ? undefined : readTestText(draft, test.id, design)
  const error = read && !read.ok ? `${read.line === 0 ? '' : `Line ${read.line}: `}${read.reason}` : undefined
  const change = (typed: string) => {
    setDraft(typed)
    const next = readTestText(typed, test.id, design)
    if (!next.ok) return
    const foreign = test.foreign ? { foreign: test.foreign } : {}
    void applyChange({
      label: `Edit call test ${next.test.name}`,
      put: [{ ...next.test, ...foreign }],
      from: [test],
      mergeKey: `${test.id}:text`,
    })
  }
  return (
    <Field
      label="The test as text"
      help="One wish a line. Names in quotes; a line that begins with # is a remark."
      error={error}
    >
      {(control) => (
        <TextArea
          {...control}
          value={text}
          onChange={change}
          onBlur={() => error === undefined && setDraft(null)}
          rows={Math.min(30, Math.max(18, text.split('\n').length + 1))}
          spellCheck={false}
          className="font-mono text-small"
        />
      )}
    </Field>
  )
}
