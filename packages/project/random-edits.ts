// Seeded random edits, for laws that must hold whatever people do: every exported edit, and raw transactions of any field.
import { Document } from './document.ts'
import * as automation from './edits/automation.ts'
import * as clipboard from './edits/clipboard.ts'
import * as clips from './edits/clips.ts'
import * as devices from './edits/devices.ts'
import * as folders from './edits/folders.ts'
import * as groups from './edits/groups.ts'
import * as media from './edits/media.ts'
import * as merge from './edits/merge.ts'
import * as mixer from './edits/mixer.ts'
import * as notes from './edits/notes.ts'
import * as ranges from './edits/ranges.ts'
import * as timeline from './edits/timeline.ts'
import * as tracks from './edits/tracks.ts'
import * as zones from './edits/zones.ts'
import { type AssetRecord, AUTOMATION_MODES, type FadeShape, type Id, type Json, type Rec, type TempoRecord } from './records.ts'
import { base, bus, device, track } from './templates/empty.ts'
import { tempoMap } from './tempo.ts'
import { TICKS_PER_QUARTER } from './time.ts'

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
/** Ids that do not collide between people. */
export function idsOf(person: string): tracks.NewId {
  let n = 0
  return (prefix) => `${prefix}-${person}${(n++).toString(36)}`
}
export const asset = (id: Id, seconds = 10): AssetRecord => ({
  id,
  type: 'asset',
  name: `${id}.wav`,
  file: `media/${id}.wav`,
  hash: 'a'.repeat(64),
  sampleRate: 48_000,
  channels: 2,
  frames: seconds * 48_000,
})
/** A small session with something of every type, unknown types and fields included. */
export function session(): Rec[] {
  return [
    ...base({ name: 'Session' }),
    { id: 'tempo-2', type: 'tempo', at: 16 * TICKS_PER_QUARTER, bpm: 90, curve: 'ramp' },
    { id: 'tempo-3', type: 'tempo', at: 32 * TICKS_PER_QUARTER, bpm: 140, curve: 'jump' },
    { id: 'marker-1', type: 'marker', at: 0, name: 'Start' },
    { id: 'section-1', type: 'section', at: 0, length: 16 * TICKS_PER_QUARTER, name: 'Verse', color: 3 },
    ...track('drums', 'A', 'Drums', 1),
    ...track('bass', 'B', 'Bass', 2, { output: 'bus-band' }),
    bus('bus-band', 'C', 'Band', 3),
    bus('bus-hall', 'D', 'Hall', 4),
    { id: 'send-1', type: 'send', strip: 'strip-bass', target: 'bus-hall', order: 'V', gain: -12, pre: false },
    device('strip-drums', 'gain', 'V', { gain: 1 }),
    { ...device('bus-band', 'compressor', 'V', { threshold: -20 }), sidechain: 'strip-drums' },
    device('main', 'limiter', 'V'),
    { id: 'vca-1', type: 'vca', order: 'V', name: 'All', color: 2, gain: -3, mute: false, solo: false, vca: null },
    { id: 'mixgroup-1', type: 'mixgroup', order: 'V', name: 'Two', active: true, linkGain: true, linkMute: true, linkSolo: false },
    asset('asset-1'),
    {
      id: 'zone-1',
      type: 'zone',
      device: 'strip-drums-gain',
      asset: 'asset-1',
      keyLow: 0,
      keyHigh: 127,
      velocityLow: 1,
      velocityHigh: 127,
      root: 60,
      tune: 0,
      gain: 0,
      loop: 'off',
      loopStart: 0,
      loopEnd: 0,
    },
    {
      id: 'clip-1',
      type: 'clip',
      kind: 'audio',
      track: 'track-drums',
      order: 'V',
      anchor: 'flicks',
      at: 0,
      length: 705_600_000 * 4,
      name: 'Loop',
      asset: 'asset-1',
      from: 705_600_000,
      gain: 0,
      fadeIn: 70_560_000,
      fadeOut: 705_600_000,
      fadeInShape: 'equal-power',
      fadeOutShape: 's-curve',
      reverse: false,
    },
    {
      id: 'clip-2',
      type: 'clip',
      kind: 'notes',
      track: 'track-bass',
      order: 'V',
      anchor: 'ticks',
      at: 0,
      length: 16 * TICKS_PER_QUARTER,
      name: 'Line',
      from: 0,
    },
    { id: 'note-1', type: 'note', clip: 'clip-2', at: 0, length: TICKS_PER_QUARTER, key: 40, velocity: 100 },
    { id: 'note-2', type: 'note', clip: 'clip-2', at: TICKS_PER_QUARTER, length: 2 * TICKS_PER_QUARTER, key: 43, velocity: 90 },
    { id: 'event-1', type: 'event', clip: 'clip-2', at: 0, kind: 'controller', number: 1, value: 64 },
    { id: 'point-1', type: 'point', target: 'strip-bass', param: 'gain', at: 0, value: -6, curve: 'linear' },
    { id: 'point-2', type: 'point', target: 'main-limiter', param: 'ceiling', at: 0, value: -1, curve: 'hold' },
    { id: 'hologram-1', type: 'hologram', order: 'V', of: { x: [1, 2, { deep: null }] }, track: 'track-bass', '': 'no name' },
  ]
}

/** One person at a document. */
export interface World {
  readonly document: Document
  readonly newId: tracks.NewId
  readonly random: () => number
}
const whole = (w: World, count: number) => Math.floor(w.random() * count)
const pick = <T>(w: World, list: readonly T[]): T => list[whole(w, list.length)]!
/** An id of that type, now and then of something else, or of nothing. */
function idOf(w: World, type: string): Id {
  if (w.random() < 0.03) return pick(w, ['nothing', 'main', 'project', '__proto__', ...w.document.all().keys()])
  const ids = w.document
    .byType(type)
    .map((r) => r.id)
    .sort()
  return ids.length ? pick(w, ids) : 'nothing'
}
const some = (w: World, type: string): Id[] => Array.from({ length: 1 + whole(w, 4) }, () => idOf(w, type))
const between = (w: World, low: number, high: number) => low + (high - low) * w.random()
const delta = (w: World) => ({ ticks: whole(w, 200_000) - 100_000, flicks: whole(w, 2 ** 31) - 2 ** 30 })
const range = (w: World): [number, number] => {
  const from = whole(w, 400_000)
  return [from, from + whole(w, 200_000) - 9_000]
}
const tempoOf = (w: World) => tempoMap(w.document.byType<TempoRecord>('tempo'))
/** A place inside a clip, or near it. */
function near(w: World, id: Id): number {
  const clip = w.document.get(id)
  return clip?.type === 'clip' ? Number(clip.at) + Number(clip.length) * between(w, -0.2, 1.2) : 0
}
const json = (w: World): Json =>
  pick<Json>(w, [
    null,
    true,
    whole(w, 100),
    -0,
    'text',
    ['a', 1, null],
    { deep: { er: whole(w, 9) } },
    { constructor: whole(w, 9) },
    ['json', 'no'],
    [JSON.parse('{"__proto__":1}')],
    '',
    between(w, -1, 1),
  ])

/** What one person can do once; by the name of what is exported from edits/. */
export const EDITS: { readonly [name: string]: (w: World) => unknown } = {
  addBus: (w) => tracks.addBus(w.document, w.newId, 'Bus'),
  addZones: (w) => {
    const id = idOf(w, 'device')
    const samples = Array.from({ length: 1 + whole(w, 3) }, () => asset(pick(w, ['asset-1', 'asset-2', w.newId('asset')]), 1))
    if (w.document.get(id)?.type === 'device') zones.addZones(w.document, w.newId, id, samples)
  },
  setEffectFile: (w) => {
    const id = idOf(w, 'device')
    const response = w.random() < 0.3 ? null : asset(pick(w, ['asset-1', w.newId('asset')]), 1)
    if (w.document.get(id)?.type === 'device') zones.setEffectFile(w.document, w.newId, id, response)
  },
  setZone: (w) =>
    zones.setZone(w.document, idOf(w, 'zone'), {
      [pick(w, ['keyLow', 'keyHigh', 'root', 'velocityLow', 'velocityHigh'] as const)]: whole(w, 200) - 30,
      ...(w.random() < 0.3
        ? { loop: pick(w, ['off', 'forward'] as const), gain: between(w, -200, 60), tune: between(w, -20_000, 20_000) }
        : {}),
    }),
  relinkAsset: (w) => media.relinkAsset(w.document, idOf(w, 'asset'), asset(w.newId('asset'), 1 + whole(w, 20))),
  removeZone: (w) => zones.removeZone(w.document, idOf(w, 'zone')),
  addAudioClip: (w) => {
    const id = idOf(w, 'track')
    const recording = asset('asset-1', 1 + whole(w, 5))
    if (w.document.get(id)?.type === 'track') clips.addAudioClip(w.document, w.newId, id, recording, whole(w, 2 ** 31))
  },
  addAudioTrack: (w) => clips.addAudioTrack(w.document, w.newId, asset(w.newId('asset'), 3), whole(w, 2 ** 31)),
  moveClips: (w) => {
    const by = { ...delta(w), rows: pick(w, [0, 0, -2, -1, 1, 3]) }
    const target = w.random() < 0.5 ? undefined : idOf(w, 'track')
    clips.moveClips(w.document, some(w, 'clip'), by, w.document.get(target ?? '')?.type === 'track' ? target : undefined)
  },
  trimClip: (w) => {
    const id = idOf(w, 'clip')
    clips.trimClip(w.document, id, pick(w, ['start', 'end'] as const), near(w, id), tempoOf(w))
  },
  splitClip: (w) => {
    const id = idOf(w, 'clip')
    clips.splitClip(w.document, w.newId, id, near(w, id), tempoOf(w))
  },
  duplicateClips: (w) => clips.duplicateClips(w.document, w.newId, some(w, 'clip')),
  repeatClips: (w) => clips.repeatClips(w.document, w.newId, some(w, 'clip'), whole(w, 4)),
  removeClips: (w) => clips.removeClips(w.document, some(w, 'clip'), w.random() < 0.5),
  slipClips: (w) => clips.slipClips(w.document, some(w, 'clip'), delta(w)),
  setClipLoop: (w) => {
    const id = idOf(w, 'clip')
    clips.setClipLoop(w.document, id, pick(w, [null, Number.NaN, Number(w.document.get(id)?.length ?? 1) * between(w, 0, 1.2)]))
  },
  setClipColor: (w) => clips.setClipColor(w.document, some(w, 'clip'), pick(w, [null, whole(w, 12)])),
  renameClips: (w) => clips.renameClips(w.document, some(w, 'clip'), `Clip ${whole(w, 99)}`),
  lockClips: (w) => clips.lockClips(w.document, some(w, 'clip'), w.random() < 0.3),
  groupClips: (w) => clips.groupClips(w.document, w.newId, some(w, 'clip')),
  ungroupClips: (w) => clips.ungroupClips(w.document, some(w, 'clip')),
  addClipGain: (w) => clips.addClipGain(w.document, some(w, 'clip'), between(w, -90, 90)),
  pasteClips: (w) => {
    const place = { ticks: whole(w, 400_000), flicks: whole(w, 2 ** 31) }
    const bundle = JSON.parse(JSON.stringify(clipboard.copyClips(w.document, some(w, 'clip'))))
    if (w.document.all().size < 600) clipboard.pasteClips(w.document, w.newId, bundle, place, pick(w, [undefined, idOf(w, 'track')]))
  },
  setFade: (w) =>
    clips.setFade(
      w.document,
      idOf(w, 'clip'),
      pick(w, ['in', 'out'] as const),
      between(w, -1e8, 1e9),
      pick<FadeShape | undefined>(w, [undefined, 'fast']),
    ),
  setClipGain: (w) => clips.setClipGain(w.document, idOf(w, 'clip'), between(w, -40, 12)),
  toggleClip: (w) => clips.toggleClip(w.document, some(w, 'clip'), pick(w, ['muted', 'reverse'] as const)),
  mergeSession: (w) => {
    // Seldom and little: it doubles what there is.
    if (w.document.all().size < 300) merge.mergeSession(w.document, session(), w.newId)
  },
  setGain: (w) =>
    mixer.setGain(
      w.document,
      idOf(w, pick(w, ['strip', 'send', 'vca'])),
      pick(w, [-Infinity, Number.NaN, between(w, -60, 6)]),
      some(w, 'strip'),
    ),
  setPan: (w) => mixer.setPan(w.document, idOf(w, pick(w, ['strip', 'send'])), between(w, -200, 200), some(w, 'strip')),
  moveStrips: (w) => mixer.moveStrips(w.document, some(w, 'strip'), w.random() < 0.3 ? undefined : idOf(w, 'strip')),
  toggleMute: (w) => mixer.toggleMute(w.document, idOf(w, pick(w, ['strip', 'send'])), some(w, 'strip')),
  toggleSolo: (w) => mixer.toggleSolo(w.document, idOf(w, 'strip'), w.random() < 0.5, some(w, 'strip')),
  addVca: (w) => {
    if (w.document.byType('vca').length < 12) groups.addVca(w.document, w.newId, 'VCA', some(w, 'strip'))
  },
  setVca: (w) => groups.setVca(w.document, some(w, pick(w, ['strip', 'vca'])), pick(w, [null, idOf(w, 'vca')])),
  removeVca: (w) => {
    if (w.random() < 0.3) groups.removeVca(w.document, idOf(w, 'vca'))
  },
  addMixGroup: (w) => {
    if (w.document.byType('mixgroup').length < 12) groups.addMixGroup(w.document, w.newId, 'Group', some(w, 'strip'))
  },
  setMixGroup: (w) => groups.setMixGroup(w.document, some(w, 'strip'), pick(w, [null, idOf(w, 'mixgroup')])),
  setGroupLinks: (w) =>
    groups.setGroupLinks(w.document, idOf(w, 'mixgroup'), { [pick(w, ['active', 'linkGain', 'linkMute'] as const)]: w.random() < 0.5 }),
  removeMixGroup: (w) => {
    if (w.random() < 0.3) groups.removeMixGroup(w.document, idOf(w, 'mixgroup'))
  },
  renameGroup: (w) => groups.renameGroup(w.document, idOf(w, pick(w, ['vca', 'mixgroup'])), 'Named'),
  setChannel: (w) =>
    mixer.setChannel(
      w.document,
      idOf(w, 'strip'),
      pick(w, [
        { trim: between(w, -90, 90), polarity: pick(w, ['normal', 'both', 'left', 'right'] as const) },
        { mono: w.random() < 0.5, soloSafe: w.random() < 0.5 },
        {
          panMode: pick(w, ['balance', 'dual'] as const),
          panLeft: between(w, -200, 200),
          panRight: Number.NaN,
          width: between(w, -9, 300),
        },
      ]),
    ),
  setPanLaw: (w) => mixer.setPanLaw(w.document, pick(w, [0, -3, -4.5, -6] as const)),
  setOutput: (w) => mixer.setOutput(w.document, idOf(w, 'strip'), w.random() < 0.3 ? null : idOf(w, 'strip')),
  addSend: (w) => mixer.addSend(w.document, w.newId, idOf(w, 'strip'), idOf(w, 'strip'), between(w, -30, 0)),
  addDevice: (w) =>
    mixer.addDevice(w.document, w.newId, idOf(w, 'strip'), { id: 'gain', version: 1 }, pick(w, [undefined, idOf(w, 'device')])),
  removeSend: (w) => mixer.removeSend(w.document, idOf(w, 'send')),
  removeDevice: (w) => mixer.removeDevice(w.document, idOf(w, 'device')),
  pasteDevices: (w) => {
    // Seldom: it doubles what there is.
    const copies = devices.copiesOf(w.document, [idOf(w, 'device')])
    if (w.document.all().size < 300)
      devices.pasteDevices(w.document, w.newId, idOf(w, 'strip'), copies, pick(w, [undefined, idOf(w, 'device')]))
  },
  moveDevices: (w) => devices.moveDevices(w.document, some(w, 'device'), idOf(w, 'strip'), pick(w, [undefined, idOf(w, 'device')])),
  replaceDevice: (w) => devices.replaceDevice(w.document, w.newId, idOf(w, 'device'), { id: 'gain', version: 1 }),
  removeDevices: (w) => {
    if (w.random() < 0.3) devices.removeDevices(w.document, some(w, 'device'))
  },
  setSidechain: (w) => devices.setSidechain(w.document, idOf(w, 'device'), w.random() < 0.3 ? null : idOf(w, 'strip')),
  setSidechainPre: (w) => devices.setSidechainPre(w.document, idOf(w, 'device'), w.random() < 0.5),
  setMix: (w) => devices.setMix(w.document, idOf(w, 'device'), pick(w, [Number.NaN, between(w, -20, 140)])),
  switchState: (w) => devices.switchState(w.document, idOf(w, 'device')),
  copyState: (w) => devices.copyState(w.document, idOf(w, 'device')),
  setSendPre: (w) => mixer.setSendPre(w.document, idOf(w, 'send'), w.random() < 0.5),
  setPresetName: (w) => devices.setPresetName(w.document, idOf(w, 'device'), pick(w, ['', 'Mine'])),
  moveDevice: (w) => mixer.moveDevice(w.document, idOf(w, 'device'), pick(w, [undefined, idOf(w, 'device')])),
  toggleDevice: (w) => mixer.toggleDevice(w.document, idOf(w, 'device')),
  setParam: (w) =>
    mixer.setParam(w.document, idOf(w, 'device'), pick(w, ['gain', 'mix', '__proto__']), pick(w, [Number.NaN, between(w, -9, 9)])),
  applyPreset: (w) =>
    mixer.applyPreset(w.document, idOf(w, 'device'), { name: 'Loud', params: { gain: between(w, 0, 6), mix: undefined } }),
  addNote: (w) =>
    notes.addNote(w.document, w.newId, {
      clip: idOf(w, 'clip'),
      at: whole(w, 400_000),
      length: 1 + whole(w, 50_000),
      key: whole(w, 128),
      velocity: 1 + whole(w, 127),
    }),
  moveNotes: (w) => notes.moveNotes(w.document, some(w, 'note'), whole(w, 2000) - 1000, whole(w, 60) - 30),
  resizeNotes: (w) => notes.resizeNotes(w.document, some(w, 'note'), whole(w, 100_000) - 50_000),
  setVelocity: (w) => notes.setVelocity(w.document, some(w, 'note'), between(w, -10, 200)),
  quantiseNotes: (w) => notes.quantiseNotes(w.document, some(w, 'note'), pick(w, [0, 6720, 8960]), w.random(), whole(w, 9000)),
  addVelocity: (w) => notes.addVelocity(w.document, some(w, 'note'), between(w, -200, 200)),
  setNotes: (w) =>
    notes.setNotes(
      w.document,
      some(w, 'note').map((id) => ({ id, at: whole(w, 400_000), key: whole(w, 200) - 30, velocity: pick(w, [Number.NaN, 64, 300]) })),
    ),
  addNotes: (w) =>
    notes.addNotes(
      w.document,
      w.newId,
      idOf(w, 'clip'),
      Array.from({ length: whole(w, 4) }, () => ({ at: whole(w, 400_000), length: whole(w, 9000), key: whole(w, 128), velocity: 90 })),
    ),
  legatoNotes: (w) => notes.legatoNotes(w.document, some(w, 'note')),
  addNoteClip: (w) => {
    const id = idOf(w, 'track')
    if (w.document.get(id)?.type === 'track') notes.addNoteClip(w.document, w.newId, id, whole(w, 900_000), whole(w, 90_000), 'New')
  },
  removeNotes: (w) => notes.removeNotes(w.document, some(w, 'note')),
  addTrack: (w) =>
    tracks.addTrack(w.document, w.newId, {
      name: `Track ${whole(w, 99)}`,
      output: pick(w, [null, idOf(w, 'strip')]),
      note: pick(w, ['', 'x']),
    }),
  removeTrack: (w) => {
    if (w.random() < 0.3) tracks.removeTrack(w.document, idOf(w, 'track'))
  },
  removeStrip: (w) => {
    if (w.random() < 0.3) tracks.removeStrip(w.document, idOf(w, 'strip'))
  },
  unfold: (w) => w.document.transact(() => tracks.unfold(w.document, idOf(w, 'track'))),
  moveTracks: (w) =>
    folders.moveTracks(
      w.document,
      some(w, 'track'),
      pick(w, [undefined, idOf(w, 'track')]),
      pick(w, [undefined, undefined, null, idOf(w, 'track')]),
    ),
  duplicateTracks: (w) => {
    // Seldom and little: it doubles what there is.
    if (w.document.all().size < 300) folders.duplicateTracks(w.document, w.newId, [idOf(w, 'track')])
  },
  groupTracks: (w) => folders.groupTracks(w.document, w.newId, some(w, 'track'), 'Folder'),
  ungroupTracks: (w) => folders.ungroupTracks(w.document, some(w, 'track')),
  setFolded: (w) => folders.setFolded(w.document, idOf(w, 'track'), w.random() < 0.5),
  setTrackHeight: (w) => folders.setTrackHeight(w.document, some(w, 'track'), pick(w, [null, Number.NaN, whole(w, 600)])),
  lockTrackHeight: (w) => folders.lockTrackHeight(w.document, some(w, 'track'), w.random() < 0.5),
  removeWithPoints: (w) => w.document.transact(() => tracks.removeWithPoints(w.document, idOf(w, pick(w, ['send', 'device'])))),
  removeClipRecords: (w) => w.document.transact(() => tracks.removeClipRecords(w.document, idOf(w, 'clip'))),
  moveTrack: (w) => folders.moveTrack(w.document, idOf(w, 'track'), pick(w, [undefined, idOf(w, 'track')])),
  renameTrack: (w) => tracks.renameTrack(w.document, idOf(w, 'track'), `Name ${whole(w, 99)}`),
  colorTrack: (w) => tracks.colorTrack(w.document, idOf(w, 'track'), 1 + whole(w, 8)),
  setTempo: (w) =>
    timeline.setTempo(w.document, w.newId, whole(w, 9) * 4 * TICKS_PER_QUARTER, between(w, 20, 300), pick(w, ['jump', 'ramp'] as const)),
  setSignature: (w) => timeline.setSignature(w.document, w.newId, whole(w, 900_000), 1 + whole(w, 12), pick(w, [4, 8, 5])),
  addMarker: (w) => timeline.addMarker(w.document, w.newId, whole(w, 900_000), 'Here'),
  addSection: (w) => timeline.addSection(w.document, w.newId, whole(w, 900_000), whole(w, 90_000), 'Chorus'),
  moveMarkers: (w) => timeline.moveMarkers(w.document, [...some(w, 'marker'), ...some(w, 'section')], whole(w, 90_000) - 45_000),
  renameMarker: (w) => timeline.renameMarker(w.document, idOf(w, pick(w, ['marker', 'section'])), 'Bridge'),
  moveTimeline: (w) =>
    timeline.moveTimeline(
      w.document,
      ['marker', 'section', 'tempo', 'signature'].map((type) => idOf(w, type)),
      pick(w, [whole(w, 900_000) - 450_000, Number.NaN]),
    ),
  setSection: (w) =>
    timeline.setSection(w.document, idOf(w, 'section'), { at: between(w, -9, 9e5), length: between(w, -9, 9e5), color: whole(w, 20) }),
  setKey: (w) => timeline.setKey(w.document, pick(w, ['A min', 'C', null])),
  duplicateSection: (w) => {
    if (w.document.all().size < 600) ranges.duplicateSection(w.document, w.newId, idOf(w, 'section'), w.random() < 0.5)
  },
  splitAtRange: (w) => ranges.splitAtRange(w.document, w.newId, some(w, 'track'), ...range(w)),
  removeRange: (w) => ranges.removeRange(w.document, w.newId, some(w, 'track'), ...range(w), w.random() < 0.5),
  copyRange: (w) => {
    const bundle = ranges.copyRange(w.document, some(w, 'track'), ...range(w))
    if (w.document.all().size < 600)
      clipboard.pasteClips(w.document, w.newId, bundle, { ticks: whole(w, 400_000), flicks: whole(w, 2 ** 31) })
  },
  rippleMove: (w) => ranges.rippleMove(w.document, some(w, 'clip'), delta(w)),
  insertTime: (w) => ranges.insertTime(w.document, w.newId, whole(w, 400_000), whole(w, 200_000), pick(w, [undefined, some(w, 'track')])),
  removeTime: (w) => ranges.removeTime(w.document, w.newId, ...range(w), pick(w, [undefined, some(w, 'track')])),
  removeFromTimeline: (w) => timeline.removeFromTimeline(w.document, some(w, pick(w, ['marker', 'section', 'tempo', 'signature']))),
  setPoint: (w) =>
    automation.setPoint(w.document, w.newId, {
      target: idOf(w, pick(w, ['strip', 'send', 'device'])),
      param: pick(w, ['gain', 'pan']),
      at: whole(w, 9) * 1000,
      value: between(w, -20, 5),
    }),
  movePoints: (w) => automation.movePoints(w.document, some(w, 'point'), whole(w, 4000) - 2000, between(w, -3, 3)),
  writeLane: (w) => {
    const [from, to] = range(w)
    const points = [from, (from + to) / 2, to].map((at) => ({ at: Math.round(at), value: between(w, -60, 6), curve: 'linear' as const }))
    automation.writeLane(w.document, w.newId, idOf(w, 'strip'), 'gain', points, from, to)
  },
  setAutomation: (w) => automation.setAutomation(w.document, some(w, 'strip'), pick(w, AUTOMATION_MODES)),
  removePoints: (w) => automation.removePoints(w.document, some(w, 'point')),
  removePointsIn: (w) => automation.removePointsIn(w.document, idOf(w, 'strip'), 'gain', ...range(w)),
  setCurve: (w) => automation.setCurve(w.document, some(w, 'point'), pick(w, ['hold', 'linear'] as const), between(w, -1, 1)),
  pastePoints: (w) => {
    const bundle = JSON.parse(JSON.stringify(automation.copyPoints(w.document, some(w, 'point'))))
    const onto = pick(w, [undefined, { target: idOf(w, 'strip'), param: 'pan' }])
    automation.pastePoints(w.document, w.newId, bundle, whole(w, 90_000), onto)
  },
  thinLane: (w) => automation.thinLane(w.document, idOf(w, 'strip'), 'gain', between(w, 0, 10)),
  orderAt: (w) =>
    w.document.transact(() => {
      const list = tracks.tracksInOrder(w.document)
      if (list.length) w.document.set(pick(w, list).id, 'order', tracks.orderAt(w.document, list, whole(w, list.length + 1)))
    }),
}
/** Changes that no edit makes but a format, a script or another version may: any record, any field, any JSON. */
const RAW: readonly ((w: World) => void)[] = [
  (w) => w.document.set(pick(w, [...w.document.all().keys()]), pick(w, ['note', 'order', 'x', '__proto__', 'constructor']), json(w)),
  (w) => w.document.set(pick(w, [...w.document.all().keys()]), pick(w, ['note', 'order', 'x', 'color', 'output']), undefined),
  (w) => w.document.create({ id: w.newId('any'), type: pick(w, ['hologram', 'note', 'marker']), value: json(w), clip: idOf(w, 'clip') }),
  // Again with another type, for which another way of merging may hold.
  (w) => {
    const record = pick(w, [...w.document.all().values()])
    if (record.type === 'hologram' || record.type === 'note')
      w.document.create({ ...record, type: record.type === 'note' ? 'hologram' : 'note', again: json(w) })
  },
  (w) => {
    const id = idOf(w, 'note')
    const record = w.document.get(id)
    w.document.remove(id)
    if (record && w.random() < 0.5) w.document.create({ ...record, velocity: 1 + whole(w, 127) })
  },
]
/** Once in five times a few raw changes as one transaction, otherwise one of the edits. */
export function randomEdit(w: World): void {
  if (w.random() < 0.2)
    w.document.transact(() => {
      for (let i = whole(w, 3); i >= 0; i--) pick(w, RAW)(w)
    })
  else pick(w, Object.values(EDITS))(w)
}
export const worldOf = (records: readonly Rec[], person: string, seed: number): World => ({
  document: new Document(records),
  newId: idsOf(person),
  random: seeded(seed),
})
