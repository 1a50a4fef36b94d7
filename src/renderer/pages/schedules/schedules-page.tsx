import { CalendarClock, CalendarRange, Plus } from 'lucide-react'
import { useCallback, useId, useMemo } from 'react'
import type { ScheduleRule, ScheduleSet } from '../../../callflow/design/document.ts'
import { firstKnownZone } from '../../../callflow/schedule/local-time.ts'
import { createInline } from '../../forms/creating.ts'
import { DocumentForm } from '../../forms/document-form.tsx'
import { counted } from '../../shell/engine-words.ts'
import { applyChange, useDesign, useDesignSnapshot, useDocuments } from '../../store/design.ts'
import { navigate } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/status.tsx'
import { Switch } from '../../ui/switch.tsx'
import type { Column } from '../../ui/table.tsx'
import { deleteDocument } from '../shared/deleting.ts'
import { DetailPanel } from '../shared/detail-panel.tsx'
import { ListPage } from '../shared/list-page.tsx'
import { UsedBy } from '../shared/used-by.tsx'
import { ruleWords } from './rule-words.ts'
import { ruleBlocks, todayIn, winningBlocks } from './week.ts'
import { WeekGrid } from './week-grid.tsx'

type Row = ScheduleRule | ScheduleSet

const columns: readonly Column<Row>[] = [
  { id: 'name', header: 'Name', width: 'minmax(120px, 2fr)', sortBy: (row) => row.name, cell: (row) => row.name },
  {
    id: 'kind',
    header: 'Kind',
    width: '80px',
    sortBy: (row) => row.kind,
    cell: (row) => (row.kind === 'schedule-set' ? 'Set' : 'Rule'),
  },
  { id: 'when', header: 'When', width: 'minmax(128px, 3fr)', cell: whenOf },
  { id: 'state', header: 'State', width: '104px', cell: (row) => <State row={row} /> },
]

function whenOf(row: Row): string {
  return row.kind === 'schedule-set' ? counted(row.ruleIds.length, 'rule') : ruleWords(row)
}

/** What a person would say first: how often, which days, when; then from which date on. */
const ruleFieldOrder = [
  'name',
  'cycle',
  'month',
  'ordinal',
  'weekdays',
  'days',
  'fromSec',
  'untilSec',
  'forced',
  'startDate',
  'endDate',
  'interval',
  'reckoning',
]

/** Opening hours, holidays and closures: rules, and sets of rules under one name. */
export function SchedulesPage() {
  const rules = useDocuments('schedule-rule')
  const sets = useDocuments('schedule-set')
  const rows = useMemo((): readonly Row[] => [...rules, ...sets], [rules, sets])
  const createRule = useCallback(() => createInline('schedule-rule', '', (id) => navigate('schedules', id)), [])
  const createSet = () => createInline('schedule-set', '', (id) => navigate('schedules', id))
  return (
    <ListPage
      area="schedules"
      title="Schedules"
      icon={CalendarClock}
      rows={rows}
      columns={columns}
      rowId={(row) => row.id}
      words={(row) => `${row.name} ${whenOf(row)}`}
      createLabel="New rule"
      onCreate={createRule}
      onDelete={(row) => void deleteDocument(row)}
      tools={
        rows.length > 0 ? (
          <Button icon={Plus} onClick={createSet}>
            New set
          </Button>
        ) : null
      }
      empty={{
        title: 'No schedules yet',
        text: 'A rule says when you are open, or closed. Callflows ask the rules which way to go.',
      }}
      detail={(row, close) => (
        <DetailPanel
          key={row.id}
          icon={row.kind === 'schedule-set' ? CalendarRange : CalendarClock}
          title={row.name}
          subtitle={whenOf(row)}
          onClose={close}
          onDelete={() => void deleteDocument(row).then((gone) => gone && close())}
        >
          <Week row={row} />
          {row.kind === 'schedule-rule' ? <AllDay rule={row} /> : null}
          <DocumentForm document={row} {...(row.kind === 'schedule-rule' ? { only: ruleFieldOrder } : {})} />
          <div className="border-t border-line pt-4">
            <UsedBy id={row.id} />
          </div>
        </DetailPanel>
      )}
    />
  )
}

/** A rule by its own hours; a set by which of its rules wins. */
function Week({ row }: { readonly row: Row }) {
  const design = useDesignSnapshot()
  const zone = firstKnownZone(design.account?.timezone)
  const blocksOf = useCallback(
    (monday: string) => {
      if (row.kind === 'schedule-rule') return ruleBlocks(row, monday)
      return winningBlocks({ design, routes: row.ruleIds, zone, mode: 'specific' }, monday)
    },
    [row, design, zone],
  )
  const nameOf = (id: string) => (row.kind === 'schedule-rule' ? '' : (design.get(id)?.name ?? ''))
  return <WeekGrid today={todayIn(zone)} blocksOf={blocksOf} nameOf={nameOf} label={`When ${row.name} applies`} />
}

const DAY_SEC = 86_400
const officeHours = { fromSec: 32_400, untilSec: 61_200 }

/** Midnight to midnight at one press; back to office hours at another (A5). */
function AllDay({ rule }: { readonly rule: ScheduleRule }) {
  const id = useId()
  const isReadOnly = useDesign((state) => Boolean(state.info?.readOnlyBecause))
  const set = (isAllDay: boolean) => {
    const hours = isAllDay ? { fromSec: 0, untilSec: DAY_SEC } : officeHours
    void applyChange({
      label: `Edit schedule rule ${rule.name}`,
      put: [{ ...rule, ...hours }],
      from: [rule],
      quiet: true,
    })
  }
  return (
    <div className="flex items-center gap-2">
      <Switch id={id} checked={rule.fromSec === 0 && rule.untilSec === DAY_SEC} onChange={set} disabled={isReadOnly} />
      <label htmlFor={id}>All day</label>
    </div>
  )
}

function State({ row }: { readonly row: Row }) {
  if (row.kind === 'schedule-set' || row.forced === 'by-time') return 'By time'
  return <Badge tone="amber">{row.forced === 'on' ? 'Forced on' : 'Off'}</Badge>
}
