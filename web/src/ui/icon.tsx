/* Icons: path data from lucide, drawn by our own small component. Always decoration; the name stands in text or a label. */

import {
  ArrowLeft,
  ArrowUpDown,
  Bell,
  Check,
  ChartColumn,
  ChevronDown,
  CircleAlert,
  CircleCheck,
  Clock,
  Clock9,
  Ellipsis,
  Globe,
  Inbox,
  Keyboard,
  Lock,
  LogOut,
  Mail,
  Moon,
  PanelRight,
  Paperclip,
  Pause,
  Pencil,
  Phone,
  RefreshCw,
  Reply,
  Search,
  Settings,
  Sun,
  SunMoon,
  Triangle,
  TriangleAlert,
  User,
  UserPlus,
  UserX,
  WifiOff,
  X,
} from "lucide";
import { h } from "preact";

const icons = {
  alert: CircleAlert,
  attach: Paperclip,
  back: ArrowLeft,
  bell: Bell,
  chart: ChartColumn,
  check: Check,
  clock: Clock,
  close: X,
  dark: Moon,
  done: CircleCheck,
  down: ChevronDown,
  draft: Pencil,
  goal: Clock9,
  inbox: Inbox,
  keys: Keyboard,
  late: TriangleAlert,
  light: Sun,
  lock: Lock,
  mail: Mail,
  me: User,
  more: Ellipsis,
  nobody: UserX,
  offline: WifiOff,
  order: ArrowUpDown,
  pane: PanelRight,
  pause: Pause,
  phone: Phone,
  refresh: RefreshCw,
  reply: Reply,
  search: Search,
  settings: Settings,
  system: SunMoon,
  take: UserPlus,
  triangle: Triangle,
  web: Globe,
  leave: LogOut,
} as const;

export type IconName = keyof typeof icons;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class={`icon icon-${name}`} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {icons[name].map(([tag, attributes], index) => h(tag, { key: index, ...attributes }))}
    </svg>
  );
}
