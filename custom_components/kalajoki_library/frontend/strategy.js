// The staff dashboard as a strategy: made anew from the entities there are, of Home Assistant's own cards only.
// The address of this file carries a version; its sibling must be taken from the same one.
import { textsOf } from "./texts.js";

const PLATFORM = "kalajoki_library";
const FULL = { columns: "full" };
const OPEN = ["service", "staffed_self_service"];
const EMERGENCIES = ["evacuation", "lockdown"];
const GAPS = ["unknown", "unavailable"];
const MODE_COLOURS = {
  green: OPEN, teal: ["unstaffed_self_service"], purple: ["event_only"], grey: ["closed"], red: [...EMERGENCIES, ...GAPS],
};
const SPACE_COLOURS = {
  green: ["free"], amber: ["reserved_soon", "awaiting_check_in", "turnaround"], red: ["in_use", "overrun"],
  grey: ["closed", "out_of_service", ...GAPS],
};
const DOOR_COLOURS = {
  green: ["unlocked", "open"], "blue-grey": ["locked", "locking", "unlocking"], amber: ["pending", "retrying"],
  red: ["jammed", "suspended", "unreachable", ...GAPS],
};

// Devices of the integration, each with its entity ids by translation key.
function devicesOf(hass) {
  const found = new Map();
  for (const entity of Object.values(hass.entities)) {
    if (entity.platform !== PLATFORM || entity.hidden || !entity.device_id) continue;
    if (!found.has(entity.device_id)) {
      const device = hass.devices[entity.device_id] || {};
      found.set(entity.device_id, { ...device, id: entity.device_id, name: device.name_by_user || device.name || "", has: {} });
    }
    found.get(entity.device_id).has[entity.translation_key] = entity.entity_id;
  }
  return [...found.values()].sort((one, other) => one.name.localeCompare(other.name, hass.language));
}

const when = (entity, state) => [{ condition: "state", entity, state }];
const whenKnown = (entity) => [{ condition: "state", entity, state_not: GAPS }];
const heading = (text, icon, style = "title") => ({ type: "heading", heading: text, heading_style: style, ...(icon && { icon }) });
const tile = (entity, more = {}) => ({ type: "tile", entity, name: { type: "entity" }, grid_options: FULL, ...more });
const tiles = (has, keys, more = {}) => keys.filter((key) => has[key]).map((key) => tile(has[key], more));
const section = (cards) => ({ type: "grid", cards });

function coloured(entity, colours, more = {}) {
  return Object.entries(colours).map(([color, states]) => tile(entity, { color, visibility: when(entity, states), ...more }));
}

function button(name, icon, action, question, data = {}, more = {}) {
  const act = { action: "perform-action", perform_action: action, data, confirmation: { text: question } };
  return { type: "button", name, icon, show_state: false, icon_height: "32px", tap_action: act, grid_options: { columns: 6, rows: 2 }, ...more };
}

function press(hass, entity, icon, question, more = {}) {
  const target = { entity_id: entity };
  const card = button({ type: "entity" }, icon, "button.press", question, {}, more);
  return { ...card, entity, tap_action: { ...card.tap_action, target } };
}

function openingSection(hass, library, text, entry) {
  const { has, name } = library;
  const set = (mode, duration) => ({ mode, reason: text.chosen, ...(duration && { duration }), ...entry });
  const act = `${PLATFORM}.set_mode`;
  return section([
    heading(name, "mdi:library"),
    ...coloured(has.mode, MODE_COLOURS, { state_content: ["state", "source", "reason"] }),
    ...tiles(has, ["next_change", "closes_at", "override_until"]).map((card) => ({ ...card, visibility: whenKnown(card.entity) })),
    ...tiles(has, ["routine", "hours_source"]),
    heading(text.choose, undefined, "subtitle"),
    button(text.close, "mdi:door-closed-lock", act, text.close_ask, set("closed")),
    button(text.hour, "mdi:clock-plus-outline", `${PLATFORM}.stay_open`, text.hour_ask, { duration: "01:00:00", reason: text.chosen, ...entry }),
    button(text.self, "mdi:account-eye", act, text.self_ask, set("staffed_self_service", "02:00:00")),
    button(text.event, "mdi:party-popper", act, text.event_ask, set("event_only", "04:00:00")),
    button(text.back, "mdi:calendar-sync", `${PLATFORM}.clear_override`, text.back_ask, { ...entry }, { grid_options: { columns: 12, rows: 2 } }),
    ...tiles(has, ["override_duration", "override"], { hide_state: true, features: [{ type: "select-options" }] }),
  ]);
}

function peopleSection(hass, { has }, text) {
  const people = tiles(has, ["crowd_level", "people_inside", "visits_today", "over_capacity", "full"]);
  const staff = [
    ...tiles(has, ["staff_on_site"]),
    ...tiles(has, ["desk"], { hide_state: true, features: [{ type: "select-options" }] }),
    ...tiles(has, ["staff_check_in", "staff_check_out"], { hide_state: true, tap_action: { action: "toggle" }, icon_tap_action: { action: "toggle" } }),
    ...tiles(has, ["armed"]),
  ];
  const cards = [
    ...(people.length ? [heading(text.people, "mdi:account-group"), ...people] : []),
    ...(staff.length ? [heading(text.staff, "mdi:badge-account-outline"), ...staff] : []),
  ];
  return cards.length ? section(cards) : null;
}

function emergencyCards(hass, { has }, text, entry) {
  const cards = [];
  if (has.evacuate) cards.push(press(hass, has.evacuate, "mdi:exit-run", text.evacuate_ask));
  if (has.lock_down) cards.push(press(hass, has.lock_down, "mdi:shield-lock", text.lock_down_ask));
  if (!cards.length) return [];
  const data = { reason: text.ended, ...entry };
  const more = { visibility: when(has.mode, EMERGENCIES), grid_options: { columns: 12, rows: 2 } };
  cards.push(button(text.end, "mdi:check-circle-outline", `${PLATFORM}.end_emergency`, text.end_ask, data, more));
  return [heading(text.emergency, "mdi:alert"), ...cards];
}

function spaceCards({ has, name }) {
  const state = has.space_state;
  const push = { hide_state: true, tap_action: { action: "toggle" }, icon_tap_action: { action: "toggle" } };
  const known = (key) => (has[key] ? [tile(has[key], { visibility: whenKnown(has[key]) })] : []);
  const offered = (key, color, states) =>
    has[key] ? [tile(has[key], { ...push, color, visibility: when(state, states) })] : [];
  return [
    heading(name, undefined, "subtitle"),
    ...coloured(state, SPACE_COLOURS),
    ...known("booking_ends"),
    ...known("next_booking"),
    ...offered("check_in", "amber", ["awaiting_check_in"]),
    ...offered("end_booking", "red", ["in_use", "overrun"]),
    ...(has.undo_release ? [tile(has.undo_release, { ...push, visibility: whenKnown(has.undo_release) })] : []),
    ...tiles(has, ["powered", "job"]),
  ];
}

function doorCards({ has, name }) {
  return [
    ...coloured(has.door_state, DOOR_COLOURS, { name }),
    ...(has.automatic ? [tile(has.automatic, { features: [{ type: "toggle" }], features_position: "inline" })] : []),
  ];
}

function attentionSection(library, doors, text) {
  const problems = doors.filter(({ has }) => has.problem);
  const go = (name, icon, path) => ({
    type: "button", name, icon, icon_height: "32px", show_state: false,
    tap_action: { action: "navigate", navigation_path: path }, grid_options: { columns: 6, rows: 2 },
  });
  const log = [library.has.mode, ...doors.map(({ has }) => has.door_state)];
  return section([
    heading(text.attention, "mdi:bell-outline"),
    ...problems.map(({ has, name }) => tile(has.problem, { name, color: "red", visibility: when(has.problem, ["on"]) })),
    go(text.repairs, "mdi:wrench", "/config/repairs"),
    go(text.calendars, "mdi:calendar", "/calendar"),
    heading(text.latest, undefined, "subtitle"),
    { type: "logbook", hours_to_show: 12, target: { entity_id: log }, grid_options: { columns: "full", rows: 6 } },
  ]);
}

function viewOf(hass, library, devices, text, several) {
  const mine = devices.filter((one) => one.via_device_id === library.id);
  const spaces = mine.filter(({ has }) => has.space_state);
  const doors = mine.filter(({ has }) => has.door_state);
  const id = library.config_entry_id || library.primary_config_entry || (library.config_entries || [])[0];
  const entry = id ? { config_entry_id: id } : {};
  const opening = openingSection(hass, library, text, entry);
  const emergency = emergencyCards(hass, library, text, entry);
  const sections = [
    opening,
    spaces.length ? section([heading(text.spaces, "mdi:google-classroom"), ...spaces.flatMap(spaceCards)]) : null,
    doors.length ? section([heading(text.doors, "mdi:door"), ...doors.flatMap(doorCards)]) : null,
    peopleSection(hass, library, text),
    emergency.length ? section(emergency) : null,
    attentionSection(library, doors, text),
  ];
  const title = several ? library.name : text.today;
  return { title, path: several ? library.id : "today", icon: "mdi:library", type: "sections", max_columns: 3, sections: sections.filter(Boolean) };
}

class KalajokiLibraryDashboard extends HTMLElement {
  static async generate(_config, hass) {
    const text = textsOf(hass.language);
    const devices = devicesOf(hass);
    const libraries = devices.filter(({ has }) => has.mode);
    if (!libraries.length) return { views: [{ title: text.today, cards: [{ type: "markdown", content: text.none }] }] };
    return { views: libraries.map((one) => viewOf(hass, one, devices, text, libraries.length > 1)) };
  }
}

// Home Assistant replaces the registry of elements while it starts; what is defined before that is lost.
const TAG = "ll-strategy-dashboard-kalajoki-library";
customElements.whenDefined("home-assistant").then(() => {
  if (!window.customElements.get(TAG)) window.customElements.define(TAG, KalajokiLibraryDashboard);
});
window.customStrategies = window.customStrategies || [];
window.customStrategies.push({
  type: "kalajoki-library",
  strategyType: "dashboard",
  name: "Kalajoki Library",
  description: textsOf(document.documentElement.lang || navigator.language).about,
});
