import { ChevronRight, PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { failedOf, useCallTests } from '../store/call-tests.ts'
import { useFindings } from '../store/findings.ts'
import { formatRoute, useRoute } from '../store/route.ts'
import { toggleGroup, toggleNav, useUi } from '../store/ui.ts'
import { IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { type Area, type AreaGroup, areaGroups } from './areas.ts'
import { DesignMenu } from './design-menu.tsx'

/** The account is always in sight, at the foot. */
const FOOT = 'Account'
const listed = areaGroups.filter(({ label }) => label !== FOOT)
const foot = areaGroups.filter(({ label }) => label === FOOT).flatMap(({ areas }) => areas)

export function Navigation() {
  const folded = useUi((state) => state.navFolded)
  const current = useRoute((route) => route.area)
  return (
    <nav
      aria-label="Areas"
      className={cx(
        'flex shrink-0 flex-col border-r border-line bg-page transition-[width]',
        folded ? 'w-12' : 'w-[208px]',
      )}
    >
      <div className="flex h-11 shrink-0 items-center px-2">
        <DesignMenu folded={folded} />
      </div>
      <div className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto px-2 pb-1">
        {listed.map((group) => (
          <Group key={group.label} group={group} folded={folded} current={current} />
        ))}
      </div>
      <div
        className={cx(
          'flex shrink-0 gap-1 border-t border-line px-2 py-1',
          folded ? 'flex-col items-center' : 'h-10 items-center',
        )}
      >
        {foot.map((area) => (
          <div key={area.id} className={folded ? '' : 'min-w-0 flex-1'}>
            <AreaLink area={area} folded={folded} isCurrent={area.id === current} />
          </div>
        ))}
        <IconButton
          label={folded ? 'Unfold navigation' : 'Fold navigation'}
          icon={folded ? PanelLeftOpen : PanelLeftClose}
          shortcut="mod+\"
          side="right"
          onClick={toggleNav}
        />
      </div>
    </nav>
  )
}

/** A folded group still shows where one is. In a low window everything moves together, so that nothing needs scrolling at 800 px. */
function Group({
  group: { label, areas },
  folded,
  current,
}: {
  readonly group: AreaGroup
  readonly folded: boolean
  readonly current: string
}) {
  const isClosed = useUi((state) => state.closedGroups.includes(`nav/${label}`)) && !folded
  const shown = isClosed ? areas.filter(({ id }) => id === current) : areas
  return (
    <div
      role="group"
      aria-label={label}
      className={
        folded
          ? 'border-t border-line py-1.5 first:border-0 first:pt-0 [@media(max-height:940px)]:py-1'
          : 'pb-3 [@media(max-height:940px)]:pb-0.5'
      }
    >
      {folded ? null : (
        <button
          type="button"
          aria-expanded={!isClosed}
          aria-label={`${label}, group`}
          onClick={() => toggleGroup(`nav/${label}`)}
          className="group flex h-5 w-full items-center gap-1 rounded-control px-2 text-label font-medium text-ink-faint hover:text-ink [@media(max-height:940px)]:h-[18px]"
        >
          {label}
          <ChevronRight
            aria-hidden
            size={11}
            className={cx(
              'transition-transform',
              isClosed ? '' : 'rotate-90 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100',
            )}
          />
        </button>
      )}
      {shown.map((area) => (
        <AreaLink key={area.id} area={area} folded={folded} isCurrent={area.id === current} />
      ))}
    </div>
  )
}

function AreaLink({
  area,
  folded,
  isCurrent,
}: {
  readonly area: Area
  readonly folded: boolean
  readonly isCurrent: boolean
}) {
  const Icon = area.icon
  return (
    <Tooltip label={folded ? area.label : area.help} help={folded ? area.help : undefined} side="right">
      <a
        href={formatRoute(area.id)}
        aria-current={isCurrent ? 'page' : undefined}
        aria-label={area.label}
        className={cx(
          'flex h-7 items-center gap-2 rounded-control px-2 text-body transition-colors [@media(max-height:940px)]:h-6',
          isCurrent ? 'bg-pressed font-medium text-ink' : 'text-ink-soft hover:bg-hover hover:text-ink',
        )}
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} className={cx('shrink-0', isCurrent && 'text-accent-ink')} />
        {folded ? null : <span className="min-w-0 flex-1 truncate">{area.label}</span>}
        {area.id === 'findings' && !folded ? <FindingCount /> : null}
        {area.id === 'call-tests' && !folded ? <FailedTests /> : null}
      </a>
    </Tooltip>
  )
}

function FailedTests() {
  const failed = useCallTests((state) => failedOf(state).length)
  if (failed === 0) return null
  return (
    <span
      aria-hidden
      title={`${failed} failing`}
      className="tabular rounded-full bg-red-soft px-1.5 text-label font-medium text-red"
    >
      {failed}
    </span>
  )
}

/** Errors and warnings; what is merely worth knowing is no alarm. */
function FindingCount() {
  const errors = useFindings((state) => state.all.filter(({ severity }) => severity === 'error').length)
  const warnings = useFindings((state) => state.all.filter(({ severity }) => severity === 'warning').length)
  if (errors + warnings === 0) return null
  return (
    <span
      aria-hidden
      title={`${errors} errors, ${warnings} warnings`}
      className={cx(
        'tabular rounded-full px-1.5 text-label font-medium',
        errors > 0 ? 'bg-red-soft text-red' : 'bg-amber-soft text-amber',
      )}
    >
      {errors + warnings}
    </span>
  )
}
