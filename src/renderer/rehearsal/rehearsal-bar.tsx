import { Play, RotateCcw, StepBack, X } from 'lucide-react'

import type { Rehearsal } from '../../callflow/rehearse/rehearsal.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { back, closeRehearsal, restart, stopCall } from './rehearsal-store.ts'

/** The drawer's title line: who calls whom, step back, start again. */
export function RehearsalBar({ rehearsal }: { readonly rehearsal: Rehearsal | null }) {
  return (
    <header className="flex h-10 shrink-0 items-center gap-1 border-b border-line px-3">
      <h2 className="text-body font-semibold">Rehearsal</h2>
      <p className="min-w-0 flex-1 truncate px-2 text-small text-ink-faint">{rehearsal ? whoCalls(rehearsal) : ''}</p>
      {rehearsal ? (
        <>
          <IconButton
            size="sm"
            side="top"
            label="Step back"
            icon={StepBack}
            disabled={rehearsal.answers.length === 0}
            onClick={back}
          />
          <IconButton size="sm" side="top" label="Start again" icon={RotateCcw} onClick={restart} />
          <Button size="sm" icon={Play} className="mx-1" onClick={stopCall}>
            New call
          </Button>
        </>
      ) : null}
      <IconButton size="sm" side="top" label="Close the rehearsal" icon={X} onClick={closeRehearsal} />
    </header>
  )
}

function whoCalls({ setup: { caller, dialled } }: Rehearsal): string {
  const who = [caller.name, caller.number].filter(Boolean).join(' ') || 'An anonymous caller'
  return `${who} dials ${dialled}`
}
