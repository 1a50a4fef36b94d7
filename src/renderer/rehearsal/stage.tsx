import { FlaskConical, PhoneOff } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { Choice, Question, Rehearsal } from '../../callflow/rehearse/rehearsal.ts'
import { isEditable } from '../store/commands.ts'
import { Button } from '../ui/button.tsx'
import { formatElapsed } from './clock.ts'
import { keepAsTest } from './keep-test.ts'
import { Keypad } from './keypad.tsx'
import { restart, takeChoice, zoneOf } from './rehearsal-store.ts'
import { SoundButton } from './sound-button.tsx'
import { stepTitle } from './step-words.ts'
import { TransferForm } from './transfer-form.tsx'
import { toWallTime } from '../../callflow/schedule/wall-time.ts'
import { languagesAlong } from '../../callflow/run/languages-along.ts'
import { endWords, operationWords } from './words.ts'

/** Where the call stands, in words, and what people may do now. */
export function Stage({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const { question, ended, design } = rehearsal
  const stage = useRef<HTMLDivElement>(null)
  // The keyboard stays here from step to step, so that keys go to the call.
  useEffect(() => {
    if (!stage.current?.contains(document.activeElement)) stage.current?.focus({ preventScroll: true })
  }, [question, ended])
  const keys = question ? keysOf(question) : ''
  const onKeyDown = (event: KeyboardEvent) => {
    if (isEditable(event.target) || event.metaKey || event.ctrlKey || event.altKey) return
    if (!/^[0-9*#]$/.test(event.key) || !keys.includes(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    takeChoice(`keys:${event.key}`)
  }
  return (
    <div
      ref={stage}
      tabIndex={-1}
      role="group"
      aria-label="The call now"
      className="flex min-w-0 flex-1 gap-4 overflow-y-auto px-4 py-3 outline-none!"
      onKeyDown={onKeyDown}
    >
      <div className="min-w-0 flex-1">
        <p className="tabular text-small text-ink-faint">
          {formatElapsed(rehearsal.atMs)} into the call · {clockOf(rehearsal)}
          {question ? ` · ${stepTitle(design, question.callflowId, question.nodeId)}` : ''}
        </p>
        <p role="status" className="mt-0.5 text-title font-semibold">
          {question
            ? operationWords(question.operation, design, languagesAlong(design, rehearsal.trace).at(-1))
            : ended
              ? endWords(ended, design)
              : ''}
        </p>
        {rehearsal.stale ? <p className="mt-1 text-small text-amber">{rehearsal.stale}</p> : null}
        {question ? <Choices question={question} /> : null}
        {question ? <TransferForm question={question} /> : null}
        {question ? <SoundButton operation={question.operation} /> : null}
        {ended ? (
          <div className="mt-3 flex flex-wrap gap-1.5">
            <Button size="sm" onClick={restart}>
              Same call again
            </Button>
            <Button size="sm" icon={FlaskConical} onClick={() => void keepAsTest(rehearsal)}>
              Keep as a call test
            </Button>
          </div>
        ) : null}
      </div>
      {keys ? <Keypad keys={keys} longest={longestEntry(question)} /> : null}
    </div>
  )
}

function Choices({ question }: { readonly question: Question }) {
  const shown = question.choices.filter(isButton)
  return (
    <div role="group" aria-label="What happens now" className="mt-3 flex flex-wrap gap-1.5">
      {shown.map((choice, index) => (
        <Button
          key={choice.id}
          size="sm"
          className="max-w-full"
          title={choice.label}
          variant={choice.id === 'hang-up' ? 'danger' : index === 0 ? 'primary' : 'default'}
          {...(choice.id === 'hang-up' ? { icon: PhoneOff } : {})}
          onClick={() => takeChoice(choice.id)}
        >
          <span className="truncate">{choice.label}</span>
        </Button>
      ))}
    </div>
  )
}

/** Bare keys are on the keypad; keys that lead somewhere also have a button that says where. */
const isButton = ({ id, label }: Choice): boolean => !/^keys:./.test(id) || label.includes('·') || label.includes(',')

function keysOf({ choices, takesKeys }: Question): string {
  if (takesKeys) return '1234567890*#'
  return choices.flatMap(({ id }) => /^keys:([0-9*#])$/.exec(id)?.[1] ?? []).join('')
}

const longestEntry = (question: Question | undefined): number =>
  question?.operation.kind === 'collect' ? question.operation.maxDigits : 1

function clockOf({ design, epochMs }: Rehearsal): string {
  const wall = toWallTime(epochMs, zoneOf(design))
  const day = new Date(`${wall}Z`).toLocaleDateString(undefined, { weekday: 'short', timeZone: 'UTC' })
  return `${day} ${wall.slice(11, 16)}`
}
