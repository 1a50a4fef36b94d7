import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { formatRoute, useRoute } from '../store/route.ts'
import { toggleNav, useUi } from '../store/ui.ts'
import { IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { type Area, areaGroups } from './areas.ts'
import { DesignMenu } from './design-menu.tsx'

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
      <div className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto px-2 pb-2">
        {areaGroups.map((group) => (
          <div
            key={group.label}
            role="group"
            aria-label={group.label}
            className={folded ? 'border-t border-line py-1.5 first:border-0 first:pt-0' : 'pb-3'}
          >
            {folded ? null : (
              <div aria-hidden className="px-2 pb-0.5 text-label font-medium text-ink-faint">
                {group.label}
              </div>
            )}
            {group.areas.map((area) => (
              <AreaLink key={area.id} area={area} folded={folded} isCurrent={area.id === current} />
            ))}
          </div>
        ))}
      </div>
      <div className="flex h-10 shrink-0 items-center border-t border-line px-2">
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
          'flex h-7 items-center gap-2 rounded-control px-2 text-body transition-colors',
          isCurrent ? 'bg-pressed font-medium text-ink' : 'text-ink-soft hover:bg-hover hover:text-ink',
        )}
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} className={cx('shrink-0', isCurrent && 'text-accent-ink')} />
        {folded ? null : <span className="truncate">{area.label}</span>}
      </a>
    </Tooltip>
  )
}
