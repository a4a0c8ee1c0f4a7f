// What is done to devices of the chain that is shown: the current one, or the whole chain.
import { applyPreset, copyState, type DeviceRecord } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import {
  beginAdding,
  bypass,
  chain,
  compare,
  copy,
  currentDevice,
  duplicate,
  fold,
  move,
  paste,
  remove,
  shownChain,
  shownStrip,
} from '../app/chain.ts'
import { choose } from '../app/files.ts'
import type { Command, Commands } from '../app/kinds.ts'
import {
  deletePreset,
  deviceOf,
  importPresets,
  isChanged,
  nameOf,
  ownPresets,
  presetFile,
  presetOf,
  savePreset,
  stepPreset,
} from '../app/presets.ts'
import { chainItems, deleteItems, savedChains } from '../app/saved-chains.ts'
import { download, type Session } from '../app/session.ts'

/** A command about the current device. */
const onDevice = (
  c: Pick<Command, 'id' | 'title' | 'keys'> & {
    readonly on?: (record: DeviceRecord) => boolean
    readonly when?: (record: DeviceRecord, s: Session) => boolean
    readonly run: (s: Session, record: DeviceRecord) => void
  },
): Command => {
  const { on, when, run, ...rest } = c
  return {
    ...rest,
    group: 'Device',
    where: 'devices',
    when: (s) => {
      const record = currentDevice(s)
      return record !== undefined && (when?.(record, s) ?? true)
    },
    ...(on
      ? {
          on: (s) => {
            const record = currentDevice(s)
            return record !== undefined && on(record)
          },
        }
      : {}),
    run: (s) => {
      const record = currentDevice(s)
      if (record) run(s, record)
    },
  }
}
const at = (s: Session, record: DeviceRecord) => shownChain(s).findIndex((d) => d.id === record.id)
const isOwn = (record: DeviceRecord) => presetOf(record)?.isOwn === true
const name = (s: Session, record: DeviceRecord, kind: 'save' | 'rename') => {
  chain.naming = { id: record.id, kind }
  chain.folded.delete(record.id)
  s.changed()
}

const atChain = () => ({ currentTarget: document.getElementById('chain-menu') ?? document.body })

export default [
  { id: 'add-device', title: 'Add device…', group: 'Device', keys: ['Shift+D'], run: (s) => beginAdding(s) },
  onDevice({ id: 'replace-device', title: 'Replace by…', keys: ['Shift+R'], run: (s, record) => beginAdding(s, record) }),
  null,
  onDevice({ id: 'bypass-device', title: 'Bypass', keys: ['B'], on: (record) => record.enabled === false, run: bypass }),
  onDevice({
    id: 'switch-state',
    title: 'Compare A and B',
    keys: ['Alt+B'],
    on: (record) => record.state === 'b',
    run: compare,
  }),
  onDevice({
    id: 'copy-state',
    title: 'Make A and B the same',
    when: (record) => Boolean(record.other),
    run: (s, record) => s.edit(t('Make A and B the same'), () => copyState(s.document, record.id)),
  }),
  onDevice({
    id: 'fold-device',
    title: 'Fold',
    keys: ['Shift+F'],
    on: (record) => chain.folded.has(record.id),
    run: (s, record) => fold(s, [record.id]),
  }),
  onDevice({
    id: 'move-device-left',
    title: 'Move left',
    keys: ['Alt+ArrowLeft'],
    when: (record, s) => at(s, record) > 0,
    run: (s, record) => move(s, record, -1),
  }),
  onDevice({
    id: 'move-device-right',
    title: 'Move right',
    keys: ['Alt+ArrowRight'],
    when: (record, s) => at(s, record) < shownChain(s).length - 1,
    run: (s, record) => move(s, record, 1),
  }),
  null,
  onDevice({
    id: 'cut-device',
    title: 'Cut device',
    keys: ['Ctrl+X'],
    run: (s, record) => {
      copy(s, [record])
      remove(s, [record], t('Cut {device}', { device: nameOf(record) }))
    },
  }),
  onDevice({ id: 'copy-device', title: 'Copy device', keys: ['Ctrl+C'], run: (s, record) => copy(s, [record]) }),
  {
    id: 'paste-devices',
    title: 'Paste devices',
    group: 'Device',
    where: 'devices',
    keys: ['Ctrl+V'],
    when: (s) => chain.clipboard !== null && shownStrip(s) !== undefined,
    run: (s) => void paste(s),
  },
  onDevice({ id: 'duplicate-device', title: 'Duplicate device', keys: ['Ctrl+D'], run: duplicate }),
  onDevice({
    id: 'remove-device',
    title: 'Remove device',
    keys: ['Delete', 'Backspace'],
    run: (s, record) => {
      remove(s, [record], t('Remove {device}', { device: nameOf(record) }))
      s.notify(t('{device} removed.', { device: nameOf(record) }), false, true)
    },
  }),
  null,
  {
    id: 'copy-chain',
    title: 'Copy the whole chain',
    group: 'Device',
    where: 'devices',
    keys: ['Ctrl+Shift+C'],
    when: (s) => shownChain(s).length > 0,
    run: (s) => copy(s, shownChain(s)),
  },
  {
    id: 'cut-chain',
    title: 'Cut the whole chain',
    group: 'Device',
    where: 'devices',
    keys: ['Ctrl+Shift+X'],
    when: (s) => shownChain(s).length > 0,
    run: (s) => {
      copy(s, shownChain(s))
      remove(s, shownChain(s), t('Cut the whole chain'))
    },
  },
  {
    id: 'save-chain',
    title: 'Save the chain as…',
    group: 'Device',
    where: 'devices',
    when: (s) => shownChain(s).length > 0,
    run: (s) => {
      chain.isNaming = true
      s.changed()
    },
  },
  {
    id: 'insert-chain',
    title: 'Add a saved chain…',
    group: 'Device',
    where: 'devices',
    when: (s) => savedChains().length > 0 && shownStrip(s) !== undefined,
    run: (s) => s.openMenu(atChain(), t('Saved chains'), chainItems(s)),
  },
  {
    id: 'delete-chain',
    title: 'Delete a saved chain…',
    group: 'Device',
    when: () => savedChains().length > 0,
    run: (s) => s.openMenu(atChain(), t('Saved chains'), deleteItems(s)),
  },
  {
    id: 'fold-chain',
    title: 'Fold or unfold all devices',
    group: 'Device',
    where: 'devices',
    when: (s) => shownChain(s).length > 0,
    run: (s) => {
      const ids = shownChain(s).map((d) => d.id)
      fold(s, ids, !ids.every((id) => chain.folded.has(id)))
    },
  },
  null,
  onDevice({ id: 'next-preset', title: 'Next preset', keys: [']'], run: (s, record) => stepPreset(s, record, 1) }),
  onDevice({ id: 'previous-preset', title: 'Previous preset', keys: ['['], run: (s, record) => stepPreset(s, record, -1) }),
  onDevice({ id: 'save-preset', title: 'Save preset as…', run: (s, record) => name(s, record, 'save') }),
  onDevice({
    id: 'overwrite-preset',
    title: 'Overwrite preset',
    when: (record) => isOwn(record) && isChanged(record),
    run: (s, record) => void savePreset(s, record, record.preset!),
  }),
  onDevice({ id: 'rename-preset', title: 'Rename preset…', when: isOwn, run: (s, record) => name(s, record, 'rename') }),
  onDevice({ id: 'delete-preset', title: 'Delete preset', when: isOwn, run: deletePreset }),
  onDevice({
    id: 'default-device',
    title: 'All to default',
    run: (s, record) =>
      s.edit(t('{device} to default', { device: nameOf(record) }), () => applyPreset(s.document, record.id, { name: '', params: {} })),
  }),
  onDevice({
    id: 'export-presets',
    title: 'Export own presets of this device',
    when: (record) => ownPresets(record.device).length > 0,
    run: (_, record) => download(presetFile(record.device), `${deviceOf(record)?.name ?? record.device} presets.json`),
  }),
  {
    id: 'export-all-presets',
    title: 'Export all own presets',
    group: 'Device',
    run: () => download(presetFile(), 'Tonmeister presets.json'),
  },
  {
    id: 'import-presets',
    title: 'Import presets…',
    group: 'Device',
    run: (s) =>
      choose('.json', false, async ([given]) => {
        if (!given) return
        const n = importPresets(await given.file.text())
        s.changed()
        if (n === undefined)
          s.notify(
            t('{file} holds no presets of Tonmeister. Nothing was changed: choose a file that “Export own presets” wrote.', {
              file: given.file.name,
            }),
            true,
          )
        else s.notify(t('{n, plural, one {# preset} other {# presets}} imported.', { n }))
      }),
  },
] satisfies Commands
