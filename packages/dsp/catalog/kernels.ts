// Written by scripts/catalog.ts: edit the folders it lists instead.
export { stateBytes as busCompressor_stateBytes, init as busCompressor_init, process as busCompressor_process, processPair as busCompressor_processPair } from "../../devices/bus-compressor/kernel";
export { stateBytes as chorus_stateBytes, init as chorus_init, process as chorus_process } from "../../devices/chorus/kernel";
export { stateBytes as compressor_stateBytes, init as compressor_init, process as compressor_process, processPair as compressor_processPair } from "../../devices/compressor/kernel";
export { stateBytes as delay_stateBytes, init as delay_init, process as delay_process } from "../../devices/delay/kernel";
export { stateBytes as drums_stateBytes, init as drums_init, start as drums_start, release as drums_release, choke as drums_choke, sounding as drums_sounding, process as drums_process } from "../../devices/drums/kernel";
export { stateBytes as eq_stateBytes, init as eq_init, process as eq_process, processPair as eq_processPair } from "../../devices/eq/kernel";
export { stateBytes as flanger_stateBytes, init as flanger_init, process as flanger_process } from "../../devices/flanger/kernel";
export { stateBytes as gain_stateBytes, init as gain_init, process as gain_process } from "../../devices/gain/kernel";
export { stateBytes as gate_stateBytes, init as gate_init, process as gate_process } from "../../devices/gate/kernel";
export { stateBytes as limiter_stateBytes, init as limiter_init, process as limiter_process } from "../../devices/limiter/kernel";
export { stateBytes as reverb_stateBytes, init as reverb_init, process as reverb_process } from "../../devices/reverb/kernel";
export { stateBytes as sampler_stateBytes, init as sampler_init, start as sampler_start, release as sampler_release, choke as sampler_choke, sounding as sampler_sounding, process as sampler_process } from "../../devices/sampler/kernel";
export { stateBytes as synth_stateBytes, init as synth_init, start as synth_start, release as synth_release, choke as synth_choke, sounding as synth_sounding, process as synth_process } from "../../devices/synth/kernel";
export { stateBytes as transient_stateBytes, init as transient_init, process as transient_process } from "../../devices/transient/kernel";
export { stateBytes as tremolo_stateBytes, init as tremolo_init, process as tremolo_process } from "../../devices/tremolo/kernel";
export { clear as mixer_clear, copy as mixer_copy, copyHalf as mixer_copyHalf, clearHalf as mixer_clearHalf, interleave as mixer_interleave, deinterleave as mixer_deinterleave, add as mixer_add, addGain as mixer_addGain, addPlanar as mixer_addPlanar, fade as mixer_fade, blend as mixer_blend, delay as mixer_delay, voices as mixer_voices, broken as mixer_broken, meter as mixer_meter, moveState as mixer_moveState } from "../../engine/kernel";
export { stateBytes as meter_loudness_stateBytes, init as meter_loudness_init, process as meter_loudness_process, power as meter_loudness_power, settle as meter_loudness_settle } from "../../metering/meters/loudness/kernel";
export { stateBytes as meter_truePeak_stateBytes, init as meter_truePeak_init, process as meter_truePeak_process, most as meter_truePeak_most, at as meter_truePeak_at, sample as meter_truePeak_sample } from "../../metering/meters/true-peak/kernel";
