import { Check, CircleDashed, CircleSlash, Minus } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { FlowNode } from '../../callflow/design/document.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { parseSettings } from '../../callflow/run/compile.ts'
import {
  explain,
  nextChange,
  type OrderMode,
  type RuleVerdict,
  type ScheduleQuestion,
} from '../../callflow/schedule/explain.ts'
import { firstKnownZone } from '../../callflow/schedule/local-time.ts'
import { shadeStyle, WeekGrid } from '../pages/schedules/week-grid.tsx'
import { todayIn, winningBlocks } from '../pages/schedules/week.ts'
import { toEpochMs, toWallTime } from '../../callflow/schedule/wall-time.ts'
import { useDesignSnapshot } from '../store/design.ts'
import { cx } from '../ui/cx.ts'
import { TextInput } from '../ui/text-input.tsx'

const elsewhere = 'All other times'

/** A week of a time-of-day step: which rule wins when, and for any moment which lost and why (M56). */
export function HoursSection({ node }: { readonly node: FlowNode }) {
  const question = useQuestion(node)
  if (!question) return null
  return (
    <section aria-label="Which hours win" className="flex flex-col gap-3 border-t border-line px-4 py-3">
      <h3 className="text-label font-medium text-ink-soft">Which hours win</h3>
      <Week question={question} />
    </section>
  )
}

/** Undefined while nothing is chosen, or the settings cannot be read. */
function useQuestion(node: FlowNode): ScheduleQuestion | undefined {
  const design = useDesignSnapshot()
  return useMemo(() => {
    const parsed = parseSettings(moduleFor(node.type), node)
    if (node.type !== 'time-of-day' || !parsed.ok) return undefined
    const { routes, orderMode, timezone } = parsed.value as {
      routes: string[]
      orderMode: OrderMode
      timezone: string | null
    } // of that type
    const known = routes.filter((id) => design.get(id) !== undefined)
    if (known.length === 0) return undefined
    return { design, routes: known, mode: orderMode, zone: firstKnownZone(timezone, design.account?.timezone) }
  }, [design, node])
}

function Week({ question }: { readonly question: ScheduleQuestion }) {
  const { design, routes, zone } = question
  const [asked, setAsked] = useState(() => toWallTime(Date.now(), zone))
  const atMs = toEpochMs(asked, zone)
  const nameOf = useCallback((id: string) => design.get(id)?.name ?? '', [design])
  const shadeOf = useCallback((id: string) => routes.indexOf(id), [routes])
  const blocksOf = useCallback((monday: string) => winningBlocks(question, monday), [question])
  return (
    <>
      <WeekGrid
        today={todayIn(zone)}
        blocksOf={blocksOf}
        nameOf={nameOf}
        shadeOf={shadeOf}
        label="Which hours win, by day and time"
        {...(atMs === undefined ? {} : { asked: placeOf(asked) })}
        onAsk={(date, sec) => setAsked(`${date}T${clock(sec)}`)}
      />
      <ul className="flex flex-wrap gap-x-3 gap-y-1 text-label text-ink-soft">
        {routes.map((id, index) => (
          <li key={id} className="flex min-w-0 items-center gap-1.5">
            <span
              aria-hidden
              style={shadeStyle(index)}
              className="size-2.5 shrink-0 rounded-[3px] border-l-2 border-accent"
            />
            <span className="truncate">{nameOf(id)}</span>
          </li>
        ))}
        <li className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 shrink-0 rounded-[3px] bg-sunken ring-1 ring-line" />
          {elsewhere}
        </li>
      </ul>
      <label className="flex items-center gap-2 text-small text-ink-soft">
        <span className="shrink-0">On</span>
        <TextInput type="datetime-local" aria-label="Moment to explain" value={asked} onChange={setAsked} mono />
      </label>
      {atMs === undefined ? null : <Explained question={question} atMs={atMs} />}
    </>
  )
}

function Explained({ question, atMs }: { readonly question: ScheduleQuestion; readonly atMs: number }) {
  const { winner, verdicts } = useMemo(() => explain(question, atMs), [question, atMs])
  const change = useMemo(() => nextChange(question, atMs, 60), [question, atMs])
  const nameOf = (id: string | undefined) => (id === undefined ? elsewhere : (question.design.get(id)?.name ?? id))
  return (
    <div aria-live="polite" className="flex flex-col gap-2 text-small">
      <ul aria-label="Verdict of every rule" className="flex flex-col gap-1">
        {verdicts.map((each) => (
          <Verdict key={`${each.routeId} ${each.rule.id}`} verdict={each} setName={nameOf(each.routeId)} />
        ))}
      </ul>
      <p className="text-ink-soft">
        Calls go by <strong className="font-semibold text-ink">{nameOf(winner?.routeId)}</strong>
        {change ? (
          <>
            ; from {toWallTime(change.atMs, question.zone).replace('T', ' ')} on by {nameOf(change.to)}.
          </>
        ) : (
          '; nothing changes in the next 60 days.'
        )}
      </p>
    </div>
  )
}

const looks = {
  won: { icon: Check, className: 'text-green', word: 'Wins' },
  lost: { icon: Minus, className: 'text-amber', word: 'Loses' },
  'not-now': { icon: CircleDashed, className: 'text-ink-faint', word: 'Not now' },
  'switched-off': { icon: CircleSlash, className: 'text-ink-faint', word: 'Off' },
} as const

function Verdict({ verdict, setName }: { readonly verdict: RuleVerdict; readonly setName: string }) {
  const { rule, routeId, why } = verdict
  const { icon: Icon, className, word } = looks[verdict.verdict]
  return (
    <li className="flex items-start gap-2">
      <Icon role="img" aria-label={word} size={13} className={cx('mt-0.5 shrink-0', className)} />
      <span className="min-w-0">
        <span className={verdict.verdict === 'won' ? 'font-semibold' : ''}>{rule.name}</span>
        {routeId === rule.id ? null : <span className="text-ink-faint"> in {setName}</span>}
        <span className="text-ink-soft"> · {why}</span>
      </span>
    </li>
  )
}

/** `2026-11-23T12:30` as the grid has it. */
function placeOf(wall: string): { readonly date: string; readonly sec: number } {
  const [date = '', time = ''] = wall.split('T')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return { date, sec: hour * 3_600 + minute * 60 }
}

const clock = (sec: number) =>
  `${String(Math.floor(sec / 3_600)).padStart(2, '0')}:${String(Math.floor((sec % 3_600) / 60)).padStart(2, '0')}`
