// Written by tools/write_api.py from the API's own description; not to be edited.

/** A page of a list: One invasive alien species. */
export interface AllInvadersPage {
  items: AllInvadersRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** One invasive alien species. */
export interface AllInvadersRow {
  /** Key of the study. */
  study: string;
  /** Name of the study. */
  study_name: string;
  /** Short name of the species, used in the other tables. Needed in every row. */
  invader_id: string;
  /** Scientific name. Needed in every row. */
  scientific_name: string;
  /** Name as people know it. Empty: not stated. */
  vernacular_name: string | null;
  /** Taxon key in the GBIF backbone. Accepted: 1 or more. Empty: not known. */
  gbif_key: number | null;
  /** Countries, or parts of countries such as GB-ELS, in which it is native, ; between. Several values with ; between. Empty: not stated. */
  native_countries: string[];
  /** Kind of organism, for example mammal. Empty: not stated. */
  group: string | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: A listed migratory population that is assessed. */
export interface AllMigrantsPage {
  items: AllMigrantsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A listed migratory population that is assessed. */
export interface AllMigrantsRow {
  /** Key of the study. */
  study: string;
  /** Name of the study. */
  study_name: string;
  /** Short name of the population, used in the other tables. Needed in every row. */
  migrant_id: string;
  /** Scientific name. Needed in every row. */
  scientific_name: string;
  /** Name as people know it. Empty: not stated. */
  vernacular_name: string | null;
  /** Which flyway or breeding population. Empty: not stated. */
  population: string | null;
  /** CMS appendix. Empty: not listed. */
  cms_appendix: "I" | "II" | "I/II" | null;
  /** Other instruments, for example AEWA;ACAP. Several values with ; between. Empty: none stated. */
  instruments: string[];
  /** Date of the list of species that cms_appendix and instruments are taken from. Empty: as written in the study, no list named. */
  listing_date: string | null;
  /** That list. Empty: as written in the study, no list named. */
  listing_source: string | null;
  /** Taxon key in the GBIF backbone. Accepted: 1 or more. Empty: not known. */
  gbif_key: number | null;
  /** Size of the population. Unit: abundance_unit. Accepted: 0 or more. Empty: not known: only the tier evidence goes without. */
  abundance: number | null;
  /** Lower 95 % limit of abundance. Unit: abundance_unit. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  abundance_low: number | null;
  /** Upper 95 % limit of abundance. Unit: abundance_unit. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  abundance_high: number | null;
  /** What abundance counts. Empty: no abundance. */
  abundance_unit: "individuals" | "mature_individuals" | "pairs" | "females" | null;
  /** Year of the count. Unit: year. Accepted: 1500 to 2200. Empty: not known. */
  abundance_year: number | null;
  /** Growth per year seen in counts. Unit: ratio per year. Accepted: 0 or more. Empty: not known. */
  observed_growth: number | null;
  /** Lower 95 % limit of observed_growth. Unit: ratio per year. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  observed_growth_low: number | null;
  /** Upper 95 % limit of observed_growth. Unit: ratio per year. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  observed_growth_high: number | null;
  /** Yearly survival of adults, for a screening without a model. Unit: probability. Accepted: 0 to 1. Empty: not known. */
  adult_survival: number | null;
  /** Age at first breeding, for a screening. Unit: years. Accepted: above 0. Empty: not known. */
  age_at_first_breeding: number | null;
  /** How much this migrant counts when measures are chosen. Accepted: 0 or more. Empty: stands for 1. */
  weight: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: A named place: a colony, a wetland, a stopover. */
export interface AllSitesPage {
  items: AllSitesRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A named place: a colony, a wetland, a stopover. */
export interface AllSitesRow {
  /** Key of the study. */
  study: string;
  /** Name of the study. */
  study_name: string;
  /** Short name of the place, used in the other tables. Needed in every row. */
  site_id: string;
  /** Name as people know it. Needed in every row. */
  name: string;
  /** Country the place lies in. Empty: not stated. */
  country: string | null;
  /** Part of the country. Empty: not stated. */
  subdivision: string | null;
  /** Latitude, WGS 84. Unit: degrees. Accepted: -90 to 90. Empty: not known. */
  lat: number | null;
  /** Longitude, WGS 84. Unit: degrees. Accepted: -180 to 180. Empty: not known. */
  lon: number | null;
  /** Area. Unit: km². Accepted: above 0. Empty: not known. */
  area_km2: number | null;
  /** Number of people who live there. Unit: people. Accepted: 0 or more. Empty: not known. */
  people: number | null;
  /** Protection, for example Ramsar;World Heritage. Several values with ; between. Empty: not stated. */
  designations: string[];
  /** Outline in WGS 84, longitude first. Empty: a point at lat, lon. */
  geometry_wkt: string | null;
  /** Whether the exact place must not be published. Empty: stands for no. */
  sensitive: boolean | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
  /** Whether the place is the middle of a cell of a tenth of a degree, because the site is sensitive. */
  generalised: boolean;
}

/** A page of a list: How often an invader reaches a site by a pathway. */
export interface ArrivalsPage {
  items: ArrivalsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** How often an invader reaches a site by a pathway. */
export interface ArrivalsRow {
  /** The invasive alien species. Needed in every row. */
  invader_id: string;
  /** The place. Needed in every row. */
  site_id: string;
  /** How it comes. Needed in every row. */
  pathway: "intentional" | "releaseInNature" | "biologicalControl" | "erosionControl" | "fisheryInTheWild" | "hunting" | "landscapeImprovement" | "conservationOrWildlifeManagement" | "releasedForUse" | "otherIntentionalRelease" | "escapeFromConfinement" | "agriculture" | "aquacultureMariculture" | "publicGardenZooAquaria" | "pet" | "farmedAnimals" | "forestry" | "fur" | "horticulture" | "ornamentalNonHorticulture" | "research" | "liveFoodLiveBait" | "otherEscape" | "unintentional" | "transportContaminant" | "contaminantNursery" | "contaminateBait" | "foodContaminant" | "contaminantOnAnimals" | "parasitesOnAnimals" | "contaminantOnPlants" | "parasitesOnPlants" | "seedContaminant" | "timberTrade" | "transportationHabitatMaterial" | "transportStowaway" | "fishingEquipment" | "containerBulk" | "hitchhikersAirplane" | "hitchhikersShip" | "machineryEquipment" | "people" | "packingMaterial" | "ballastWater" | "hullFouling" | "vehicles" | "otherTransport" | "corridorAndDispersal" | "corridor" | "waterwaysBasinsSeas" | "tunnelsBridges" | "unaided" | "naturalDispersal";
  /** Arrivals per year. Unit: per year. Accepted: 0 or more. Needed in every row. */
  rate_per_year: number;
  /** Lower 95 % limit of rate_per_year. Unit: per year. Accepted: 0 or more. Empty: no interval. */
  low: number | null;
  /** Upper 95 % limit of rate_per_year. Unit: per year. Accepted: 0 or more. Empty: no interval. */
  high: number | null;
  /** Chance that an arrival establishes. Unit: probability. Accepted: 0 to 1. Empty: not known. */
  establishment_probability: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** With what a study is assessed; what is left out is the study's own. */
export interface AssessOptions {
  /** Point values only. */
  deterministic?: boolean;
  draws?: number | null;
  seed?: number | null;
  language?: "en" | "fr" | "es";
}

/** Asks for an assessment. */
export interface AssessRequest {
  kind: "assess";
  options?: AssessOptions;
}

/** A page of a list: What each cause takes from growth in the model. */
export interface AttributionPage {
  items: AttributionRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** What each cause takes from growth in the model. */
export interface AttributionRow {
  /** The migratory population. */
  migrant_id: string | null;
  /** Ln_growth or ln_lambda: what is shared out, in ln units per year. */
  outcome: string | null;
  /** Invader or pressure. */
  cause_id: string | null;
  /** Invader or pressure. */
  kind: string | null;
  /** Shapley share of the cause, positive = gained by removal, median. */
  share: number | null;
  /** Shapley share of the cause, positive = gained by removal, 2.5 % point. */
  share_low: number | null;
  /** Shapley share of the cause, positive = gained by removal, 97.5 % point. */
  share_high: number | null;
  /** Gained by removing it first, median. */
  removed_alone: number | null;
  /** Gained by removing it first, 2.5 % point. */
  removed_alone_low: number | null;
  /** Gained by removing it first, 97.5 % point. */
  removed_alone_high: number | null;
  /** Gained by removing it when every other cause is gone, median. */
  removed_last: number | null;
  /** Gained by removing it when every other cause is gone, 2.5 % point. */
  removed_last_low: number | null;
  /** Gained by removing it when every other cause is gone, 97.5 % point. */
  removed_last_high: number | null;
}

export interface Body_hand_in_api_v1_studies_post {
  file: string;
}

/** A page of a list: Rare years that strike a migrant: a storm, an oil spill, a failed rain. Rows of one catastrophe strike together. */
export interface CatastrophesPage {
  items: CatastrophesRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** Rare years that strike a migrant: a storm, an oil spill, a failed rain. Rows of one catastrophe strike together. */
export interface CatastrophesRow {
  /** Name of the catastrophe. Needed in every row. */
  catastrophe_id: string;
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** Which rate it strikes. Needed in every row. */
  rate: "survival" | "fecundity" | "transition";
  /** Sex, age or state class, as in vital_rates. Empty: all classes. */
  class: string | null;
  /** Class of the young, or class passed to. Empty: all. */
  to_class: string | null;
  /** Change of the rate in a year that it strikes. Unit: proportion. Accepted: -1 or more. Needed in every row. */
  effect: number;
  /** Lower 95 % limit of effect. Unit: proportion. Accepted: -1 or more. Empty: no interval: the number is fixed and flagged. */
  effect_low: number | null;
  /** Upper 95 % limit of effect. Unit: proportion. Accepted: -1 or more. Empty: no interval: the number is fixed and flagged. */
  effect_high: number | null;
  /** Probability that it strikes in a year, the same in all rows of the catastrophe. Unit: probability. Accepted: 0 to 1. Needed in every row. */
  probability_per_year: number;
  /** Lower 95 % limit of probability_per_year. Unit: probability. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  probability_per_year_low: number | null;
  /** Upper 95 % limit of probability_per_year. Unit: probability. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  probability_per_year_high: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: A sex, age or state class of a migrant. */
export interface ClassesPage {
  items: ClassesRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A sex, age or state class of a migrant. */
export interface ClassesRow {
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Name of the class. Needed in every row. */
  class: string;
  /** Whether the class is part of the abundance. Empty: stands for yes. */
  counted: boolean | null;
  /** Sex, where the class has one. Empty: not stated. */
  sex: string | null;
  /** Share of all individuals at the start. Unit: share. Accepted: 0 to 1. Empty: the stable structure is used. */
  initial_share: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: Something done, or planned, to slow climate change or to live with it. */
export interface ClimateMeasuresPage {
  items: ClimateMeasuresRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** Something done, or planned, to slow climate change or to live with it. */
export interface ClimateMeasuresRow {
  /** Short name of the climate measure. Needed in every row. */
  climate_measure_id: string;
  /** Name as people know it. Needed in every row. */
  name: string;
  /** Its kind, as the rule base calls it. Needed in every row. */
  kind: string;
  /** What it is for. Empty: not stated. */
  purpose: "mitigation" | "adaptation" | "both" | null;
  /** How far it has got. Empty: not stated. */
  status: "proposed" | "decided" | "under_way" | "done" | null;
  /** Scientific names of what is planted, grown, moved or released. Several values with ; between. Empty: none named. */
  taxa: string[];
  /** Where; for a connection the places it joins, ; between. Several values with ; between. Empty: see territory. */
  site_ids: string[];
  /** Where, in countries or parts of them, if no site is named. Several values with ; between. Empty: not stated. */
  territory: string[];
  /** Invaders that it favours by the row's source, ; between. Several values with ; between. Empty: none named. */
  invader_ids: string[];
  /** When it was decided or begun, YYYY-MM-DD. Empty: not stated. */
  date: string | null;
  /** Where it is written. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A column of a table. */
export interface ColumnOut {
  name: string;
  type: "text" | "number" | "integer" | "boolean" | "list";
  description: string;
  unit: string;
  required: boolean;
  terms: string[];
}

/** A page of a list: What was counted of a migrant in one year: how many there were, or how many young a pair raised. */
export interface CountsPage {
  items: CountsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** What was counted of a migrant in one year: how many there were, or how many young a pair raised. */
export interface CountsRow {
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** What was counted. Empty: abundance. */
  quantity: "abundance" | "breeding_success" | null;
  /** Name of counts made alike, such as one plot's. Empty: one per place and class. */
  series: string | null;
  /** Stage at whose start it was counted; for breeding_success the stage of the rate. Empty: the first stage; for breeding_success every stage. */
  stage: string | null;
  /** The place counted. Empty: the whole population. */
  site_id: string | null;
  /** The class counted; for breeding_success the class that breeds. Empty: the classes that make up the abundance; for breeding_success every class that breeds. */
  class: string | null;
  /** For breeding_success: class of the young, or of those who succeed where success is a transition. Empty: every class of young. */
  to_class: string | null;
  /** Year of the count. Unit: year. Accepted: 1500 to 2200. Needed in every row. */
  year: number;
  /** What was counted. Unit: unit, or young per breeding attempt. Accepted: 0 or more. Needed in every row. */
  value: number;
  /** Standard error of value. Unit: as value. Accepted: above 0. Empty: not known: estimated. */
  error: number | null;
  /** For breeding_success: breeding attempts behind value. Accepted: 1 or more. Empty: not known. */
  n: number | null;
  /** Effort of the count, to which value is proportional (covers part). Accepted: above 0. Empty: alike. */
  effort: number | null;
  /** What value counts. Empty: the migrant's abundance_unit. */
  unit: "individuals" | "mature_individuals" | "pairs" | "females" | null;
  /** Whether all were counted. Empty: whole. */
  covers: "whole" | "part" | null;
  /** What the model's number is multiplied by to be what was counted: 2 where the model has daughters only. Accepted: above 0. Empty: 1. */
  factor: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: How crowding at a site lowers survival or breeding in a stage. */
export interface DensityPage {
  items: DensityRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** How crowding at a site lowers survival or breeding in a stage. */
export interface DensityRow {
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** The curve. Needed in every row. */
  form: "ceiling" | "beverton_holt" | "ricker" | "linear";
  /** Most that the site holds (ceiling). Unit: individuals. Accepted: 0 or more. Empty: not a ceiling. */
  capacity: number | null;
  /** Strength of crowding (beverton_holt, ricker, linear). Unit: per individual. Accepted: 0 or more. Empty: a ceiling. */
  a: number | null;
  /** What it lowers. Empty: all. */
  applies_to: "all" | "survival" | "fecundity" | null;
  /** Earlier stage of the year in which the crowding is felt, at site_id, and carried to this one. Empty: this stage. */
  carry_over_stage: string | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: A disease or parasite: how many have it, how many of those die of it, and what it costs their broods. */
export interface DiseasesPage {
  items: DiseasesRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A disease or parasite: how many have it, how many of those die of it, and what it costs their broods. */
export interface DiseasesRow {
  /** Name of the impact that the model stands for, unlike any in impacts. Needed in every row. */
  impact_id: string;
  /** The pathogen or parasite, an invader of its own. Needed in every row. */
  invader_id: string;
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** Sex, age or state class, as in vital_rates. Empty: all classes. */
  class: string | null;
  /** How it harms. Needed in every row. */
  mechanism: "disease_transmission" | "parasitism";
  /** Share infected; with half_density, the share approached where there are very many. Unit: share. Accepted: 0 to 1. Needed in every row. */
  prevalence: number;
  /** Lower 95 % limit of prevalence. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  prevalence_low: number | null;
  /** Upper 95 % limit of prevalence. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  prevalence_high: number | null;
  /** Number at the site at which half of the prevalence is reached. Unit: individuals. Accepted: above 0. Empty: the prevalence does not depend on numbers. */
  half_density: number | null;
  /** Lower 95 % limit of half_density. Unit: individuals. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  half_density_low: number | null;
  /** Upper 95 % limit of half_density. Unit: individuals. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  half_density_high: number | null;
  /** Share of the infected that die of it in the stage. Unit: share. Accepted: 0 to 1. Empty: none. */
  mortality: number | null;
  /** Lower 95 % limit of mortality. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  mortality_low: number | null;
  /** Upper 95 % limit of mortality. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  mortality_high: number | null;
  /** Share of their young that the infected do not raise. Unit: share. Accepted: 0 to 1. Empty: none. */
  fecundity_loss: number | null;
  /** Lower 95 % limit of fecundity_loss. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  fecundity_loss_low: number | null;
  /** Upper 95 % limit of fecundity_loss. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  fecundity_loss_high: number | null;
  /** What stands behind it. Needed in every row. */
  evidence: "demonstrated" | "inferred" | "expert" | "none";
  /** How sure. Needed in every row. */
  confidence: "low" | "medium" | "high";
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: The share of a migrant's population at a site in a stage. */
export interface DistributionPage {
  items: DistributionRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** The share of a migrant's population at a site in a stage. */
export interface DistributionRow {
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The place. Needed in every row. */
  site_id: string;
  /** Sex, age or state class, as in vital_rates. Empty: all classes. */
  class: string | null;
  /** Share of the population (or of the class); sums to 1 over sites. Unit: share. Accepted: 0 to 1. Needed in every row. */
  share: number;
  /** Lower 95 % limit of share. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  share_low: number | null;
  /** Upper 95 % limit of share. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  share_high: number | null;
  /** How the share is known. Needed in every row. */
  survey_status: "surveyed" | "estimated" | "expert" | "not_surveyed";
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: A host or place that the invader offers for eggs, and on which few or none of the young live. */
export interface EggSinksPage {
  items: EggSinksRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A host or place that the invader offers for eggs, and on which few or none of the young live. */
export interface EggSinksRow {
  /** Name of the impact that the model stands for, unlike any in impacts. Needed in every row. */
  impact_id: string;
  /** The invasive alien species. Needed in every row. */
  invader_id: string;
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** Sex, age or state class, as in vital_rates. Empty: all classes. */
  class: string | null;
  /** How it harms. Needed in every row. */
  mechanism: "competition" | "predation" | "hybridisation" | "disease_transmission" | "parasitism" | "poisoning" | "biofouling" | "grazing" | "chemical" | "physical" | "structural" | "indirect" | "not_stated";
  /** Share of the eggs laid on it. Unit: share. Accepted: 0 to 1. Needed in every row. */
  share_laid: number;
  /** Lower 95 % limit of share_laid. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  share_laid_low: number | null;
  /** Upper 95 % limit of share_laid. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  share_laid_high: number | null;
  /** Survival of the young there against elsewhere. Unit: ratio. Accepted: 0 to 1. Empty: none lives. */
  survival_there: number | null;
  /** Lower 95 % limit of survival_there. Unit: ratio. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  survival_there_low: number | null;
  /** Upper 95 % limit of survival_there. Unit: ratio. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  survival_there_high: number | null;
  /** What stands behind it. Needed in every row. */
  evidence: "demonstrated" | "inferred" | "expert" | "none";
  /** How sure. Needed in every row. */
  confidence: "low" | "medium" | "high";
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: What one study found of an invader's effect on a migrant: an effect with its scale, or a consequence. */
export interface EvidencePage {
  items: EvidenceRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** What one study found of an invader's effect on a migrant: an effect with its scale, or a consequence. */
export interface EvidenceRow {
  /** Short name of the record. Needed in every row. */
  evidence_id: string;
  /** The invasive alien species. Needed in every row. */
  invader_id: string;
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The site of this study where it was measured. Empty: elsewhere. */
  site_id: string | null;
  /** Where it was measured, in words. Empty: not stated. */
  place: string | null;
  /** How it harms. Needed in every row. */
  mechanism: "competition" | "predation" | "hybridisation" | "disease_transmission" | "parasitism" | "poisoning" | "biofouling" | "grazing" | "chemical" | "physical" | "structural" | "indirect" | "not_stated";
  /** The rate that was measured. Needed in every row. */
  rate: "survival" | "fecundity" | "transition" | "capacity" | "path_survival";
  /** Sex, age or state class, as in vital_rates. Empty: all classes. */
  class: string | null;
  /** The impact it informs. Empty: those that agree in invader, migrant, stage, mechanism and rate. */
  impact_id: string | null;
  /** The taxon that was studied. Empty: the migrant itself. */
  studied_taxon: string | null;
  /** How it was found out. Needed in every row. */
  design: "before_after" | "control_impact" | "before_after_control_impact" | "experiment" | "exclosure" | "diet" | "genetic" | "observation" | "expert";
  /** What the numbers mean. Empty: the record gives no size. */
  scale: "proportional_change" | "rate_ratio" | "risk_ratio" | "odds_ratio" | "risk_difference" | "log_response_ratio" | "means" | "counts" | null;
  /** Which way the rate went. Empty: told by the numbers, or not told. */
  direction: "decrease" | "increase" | "no_change" | null;
  /** The effect on its scale, with against without the invader. Empty: not known. */
  effect: number | null;
  /** Lower 95 % limit of effect. Empty: no interval. */
  effect_low: number | null;
  /** Upper 95 % limit of effect. Empty: no interval. */
  effect_high: number | null;
  /** Standard error of effect; of its natural logarithm for rate, risk and odds ratios. Accepted: above 0. Empty: taken from the limits. */
  standard_error: number | null;
  /** Probability without the invader, for odds ratios and risk differences. Unit: probability. Accepted: 0 to 1. Empty: not known. */
  base_risk: number | null;
  /** Mean with the invader (scale means). Empty: not known. */
  mean_with: number | null;
  /** Standard deviation with the invader (scale means). Accepted: 0 or more. Empty: not known. */
  sd_with: number | null;
  /** Sample size with the invader (scales means and counts). Accepted: 1 or more. Empty: not known. */
  n_with: number | null;
  /** Mean without the invader (scale means). Empty: not known. */
  mean_without: number | null;
  /** Standard deviation without the invader (scale means). Accepted: 0 or more. Empty: not known. */
  sd_without: number | null;
  /** Sample size without the invader (scales means and counts). Accepted: 1 or more. Empty: not known. */
  n_without: number | null;
  /** Events among n_with (scale counts), such as survivors. Accepted: 0 or more. Empty: not known. */
  events_with: number | null;
  /** Events among n_without (scale counts). Accepted: 0 or more. Empty: not known. */
  events_without: number | null;
  /** Year of the study. Unit: year. Accepted: 1500 to 2200. Empty: not known. */
  year: number | null;
  /** What it shows of the population, for EICAT. Needed in every row. */
  consequence: "no_effect" | "performance" | "decline" | "local_extinction" | "unknown";
  /** Whether a local extinction is reversed within ten years or three generations if the invader goes. Empty: not known. */
  reversible: boolean | null;
  /** How sure. Empty: not stated. */
  confidence: "low" | "medium" | "high" | null;
  /** Whether it comes from another migrant, invader or region. Empty: stands for no. */
  borrowed: boolean | null;
  /** Where the record comes from. Needed in every row. */
  source_id: string;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: Who meets whom: every migrant, stage, site and invader. */
export interface ExposurePage {
  items: ExposureRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** Who meets whom: every migrant, stage, site and invader. */
export interface ExposureRow {
  /** The migratory population. */
  migrant_id: string | null;
  /** Stage of its year. */
  stage: string | null;
  /** The place. */
  site_id: string | null;
  /** The invader. */
  invader_id: string | null;
  /** Class that the share is of; null: the whole population. */
  class: string | null;
  /** Share of the population (or class) at the site. */
  share: number | null;
  /** Lower 95 % limit of share; null: no interval. */
  share_low: number | null;
  /** Upper 95 % limit of share; null: no interval. */
  share_high: number | null;
  /** How the share is known. */
  survey_status: string | null;
  /** What is known of the invader there; not_surveyed is not absent. */
  presence: string | null;
  /** Whether the invader is alien there. */
  alien: boolean | null;
  /** Share of those at the site that meet it. */
  share_exposed: number | null;
  /** Share of the population exposed there; 0: invader absent or eradicated; null: not surveyed. */
  exposed_share: number | null;
}

/** Why a job failed. */
export interface FailureOut {
  message: string;
  where: string;
  remedy: string;
  problems: Record<string, unknown>[];
}

/** A page of a list: Up to where a source held the eradication of an invader to be feasible: a fact to weigh, never a veto. */
export interface FeasibilityPage {
  items: FeasibilityRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** Up to where a source held the eradication of an invader to be feasible: a fact to weigh, never a veto. */
export interface FeasibilityRow {
  /** The invasive alien species. Needed in every row. */
  invader_id: string;
  /** Largest island. Unit: km². Accepted: 0 or more. Empty: not known. */
  largest_area_km2: number | null;
  /** Most people on the island. Unit: people. Accepted: 0 or more. Empty: not known. */
  most_people: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A stored file. */
export interface FileOut {
  name: string;
  size_bytes: number;
  /** Empty where it would help to find a sensitive site. */
  sha256: string;
  media_type: string;
}

/** A page of a list: A parameter to be fitted with its bounds, or a target to fit it to. */
export interface FitsPage {
  items: FitsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A parameter to be fitted with its bounds, or a target to fit it to. */
export interface FitsRow {
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Name in the column parameter of vital_rates. Empty: the row is a target. */
  parameter: string | null;
  /** Lower bound of the parameter. Unit: as the rate. Accepted: 0 or more. Empty: the row is a target. */
  lower: number | null;
  /** Upper bound of the parameter. Unit: as the rate. Accepted: 0 or more. Empty: the row is a target. */
  upper: number | null;
  /** What is fitted to. Empty: the row is a parameter. */
  target: "growth" | "lambda" | null;
  /** Value of the target. Unit: ratio per year. Accepted: 0 or more. Empty: the row is a parameter. */
  value: number | null;
  /** Scenario in which the target holds. Empty: as now. */
  scenario_id: string | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** Formats of a table. */
export type Format = "json" | "csv" | "geojson" | "gpkg" | "parquet";

/** A page of a list: The best measures from each budget on. */
export interface FrontierPage {
  items: FrontierRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** The best measures from each budget on. */
export interface FrontierRow {
  /** The least money for which these measures are the best. */
  budget: number;
  /** What they cost. */
  cost: number;
  /** Lower 95 % limit of the cost. */
  cost_low: number;
  /** Upper 95 % limit of the cost. */
  cost_high: number;
  /** Currency, ISO 4217. */
  currency: string | null;
  /** Year of the prices. */
  price_year: number | null;
  /** What they gain, in ln units per year. */
  objective: number;
  /** The measures. */
  measures: string[];
}

/** A page of a list: A window of a funder: who may ask, for what, how much, in which currency and until when. */
export interface FundersPage {
  items: FundersRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A window of a funder: who may ask, for what, how much, in which currency and until when. */
export interface FundersRow {
  /** Short name of the funder's window. Needed in every row. */
  funder_id: string;
  /** Name of the funder. Needed in every row. */
  name: string;
  /** Name of the window or programme. Empty: not stated. */
  window: string | null;
  /** Countries that may ask, ; between. Several values with ; between. Empty: not stated: whom it reaches cannot be told. */
  eligible_countries: string[];
  /** Kinds of measures that it pays for, ; between. Several values with ; between. Empty: any. */
  measure_kinds: string[];
  /** Most that it gives to one proposal. Unit: currency. Accepted: 0 or more. Empty: not stated: cannot be told. */
  ceiling: number | null;
  /** ISO 4217 code. Empty: not stated: cannot be told. */
  currency: string | null;
  /** Last day for proposals, YYYY-MM-DD. Empty: not stated. */
  deadline: string | null;
  /** Where it can be read. Empty: none. */
  url: string | null;
  /** Where it is written. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: Aliens or hybrids that come to breed at a place, and what mating with them makes of the young of pure birds. */
export interface HybridisationPage {
  items: HybridisationRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** Aliens or hybrids that come to breed at a place, and what mating with them makes of the young of pure birds. */
export interface HybridisationRow {
  /** Name of the impact that the model stands for, unlike any in impacts. Needed in every row. */
  impact_id: string;
  /** The invasive alien species. Needed in every row. */
  invader_id: string;
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The place where they come and pairs form. Needed in every row. */
  site_id: string;
  /** The place whose population of the invader sends them: fewer come as it shrinks. Empty: the place itself. */
  source_site_id: string | null;
  /** Every class whose members are pure, ; between. Several values with ; between. Needed in every row. */
  pure_classes: string[];
  /** The class of hybrids that breed; those who come join it. Needed in every row. */
  hybrid_class: string;
  /** The class that the young of mixed pairs join. Empty: the same as hybrids. */
  hybrid_young_class: string | null;
  /** Aliens or hybrids that come to breed. Unit: per year. Accepted: 0 or more. Empty: none. */
  immigrants: number | null;
  /** Lower 95 % limit of immigrants. Unit: per year. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  immigrants_low: number | null;
  /** Upper 95 % limit of immigrants. Unit: per year. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  immigrants_high: number | null;
  /** Share of those at the place, once they have come, that came; instead of immigrants. Unit: share. Accepted: 0 to 0.99. Empty: none. */
  immigrant_share: number | null;
  /** Lower 95 % limit of immigrant_share. Unit: share. Accepted: 0 to 0.99. Empty: no interval: the number is fixed and flagged. */
  immigrant_share_low: number | null;
  /** Upper 95 % limit of immigrant_share. Unit: share. Accepted: 0 to 0.99. Empty: no interval: the number is fixed and flagged. */
  immigrant_share_high: number | null;
  /** Preference for one's own kind: 0 mates at random, 1 never mates with hybrids. Unit: share. Accepted: 0 to 1. Empty: mates at random. */
  assortative_mating: number | null;
  /** Lower 95 % limit of assortative_mating. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  assortative_mating_low: number | null;
  /** Upper 95 % limit of assortative_mating. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  assortative_mating_high: number | null;
  /** Young that a mixed pair raises against those of a pure one. Unit: ratio. Accepted: 0 or more. Empty: the same. */
  hybrid_fitness: number | null;
  /** Lower 95 % limit of hybrid_fitness. Unit: ratio. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  hybrid_fitness_low: number | null;
  /** Upper 95 % limit of hybrid_fitness. Unit: ratio. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  hybrid_fitness_high: number | null;
  /** Share of the young of mixed pairs that count as hybrids. Unit: share. Accepted: 0 to 1. Empty: all of them. */
  backcross: number | null;
  /** Lower 95 % limit of backcross. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  backcross_low: number | null;
  /** Upper 95 % limit of backcross. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  backcross_high: number | null;
  /** What stands behind it. Needed in every row. */
  evidence: "demonstrated" | "inferred" | "expert" | "none";
  /** How sure. Needed in every row. */
  confidence: "low" | "medium" | "high";
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: Every impact and pressure, site by site. */
export interface ImpactPage {
  items: ImpactRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** Every impact and pressure, site by site. */
export interface ImpactRow {
  /** Impact_id, or pressure_id. */
  effect_id: string | null;
  /** Invader_id, or pressure_id. */
  cause_id: string | null;
  /** Invader or pressure. */
  kind: string | null;
  /** The migratory population. */
  migrant_id: string | null;
  /** Stage of its year. */
  stage: string | null;
  /** The place; null: every place. */
  site_id: string | null;
  /** How it harms (EICAT); null for a pressure. */
  mechanism: string | null;
  /** The rate it changes. */
  rate: string | null;
  /** Class it acts on; null: all. */
  class: string | null;
  /** For fecundity and transition: the target class; null: every target. */
  to_class: string | null;
  /** Proportional change of the rate where fully met; null: of unknown size. */
  effect: number | null;
  /** Lower 95 % limit of effect; null: no interval. */
  effect_low: number | null;
  /** Upper 95 % limit of effect; null: no interval. */
  effect_high: number | null;
  /** What stands behind it. */
  evidence: string | null;
  /** How sure. */
  confidence: string | null;
  /** Of the invader at the site; null for a pressure. */
  presence: string | null;
  /** Whether the invader is alien there. */
  alien: boolean | null;
  /** Whether the cause is there and its size is known. */
  acts: boolean | null;
  /** By what the rate is multiplied there; null: of unknown size. */
  factor: number | null;
  /** Source, a row of tables/sources.csv; null: none given. */
  source_id: string | null;
  /** How the effect grows with the invader's abundance. */
  response: string | null;
  /** Least factor over the forms that the response may have. */
  factor_low: number | null;
  /** Greatest factor over the forms that the response may have. */
  factor_high: number | null;
}

/** A page of a list: Evidence that an invader changes a vital rate of a migrant. */
export interface ImpactsPage {
  items: ImpactsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** Evidence that an invader changes a vital rate of a migrant. */
export interface ImpactsRow {
  /** Name of the impact; its rows share one draw. Needed in every row. */
  impact_id: string;
  /** The invasive alien species. Needed in every row. */
  invader_id: string;
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** How it harms. Needed in every row. */
  mechanism: "competition" | "predation" | "hybridisation" | "disease_transmission" | "parasitism" | "poisoning" | "biofouling" | "grazing" | "chemical" | "physical" | "structural" | "indirect" | "not_stated";
  /** The rate it changes. Needed in every row. */
  rate: "survival" | "fecundity" | "transition" | "capacity" | "path_survival" | "vital_rates";
  /** The class affected. Empty: all classes. */
  class: string | null;
  /** For fecundity and transition: the target class. Empty: every target. */
  to_class: string | null;
  /** For path_survival: the place left. Empty: every place. */
  from_site: string | null;
  /** For capacity: which density rows. Empty: every density row. */
  applies_to: "all" | "survival" | "fecundity" | null;
  /** Proportional change of the rate: -0.5 halves it. Unit: proportion. Accepted: -1 or more. Empty: a known cause of unknown size. */
  effect: number | null;
  /** Lower 95 % limit of effect. Unit: proportion. Accepted: -1 or more. Empty: no interval: the number is fixed and flagged. */
  effect_low: number | null;
  /** Upper 95 % limit of effect. Unit: proportion. Accepted: -1 or more. Empty: no interval: the number is fixed and flagged. */
  effect_high: number | null;
  /** How the effect grows with the invader's relative abundance. Empty: exponential. */
  response: "exponential" | "linear" | "saturating" | "threshold" | "unknown" | null;
  /** Relative abundance: of half the greatest effect (saturating), of the onset, at most 1 (threshold). Unit: ratio. Accepted: above 0. Empty: the form has none. */
  response_parameter: number | null;
  /** What stands behind it. Needed in every row. */
  evidence: "demonstrated" | "inferred" | "expert" | "none";
  /** Published EICAT category. Empty: not assessed. */
  eicat: "MC" | "MN" | "MO" | "MR" | "MV" | "DD" | null;
  /** How sure. Needed in every row. */
  confidence: "low" | "medium" | "high";
  /** Published impact score: ordinal, never turned into an effect by the program. Empty: none. */
  impact_score: number | null;
  /** The scale of impact_score: its ends, and what its steps mean. Empty: no score. */
  score_scale: string | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: What one standard of an international or national instrument demands. */
export interface InstrumentsPage {
  items: InstrumentsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** What one standard of an international or national instrument demands. */
export interface InstrumentsRow {
  /** Short name of the standard; that of a shipped one replaces it. Needed in every row. */
  standard_id: string;
  /** The convention, organisation or law. Needed in every row. */
  instrument: string;
  /** The article, decision or standard. Needed in every row. */
  standard: string;
  /** How far it binds. Needed in every row. */
  force: "binding" | "standard" | "guidance";
  /** What it does. Needed in every row. */
  demand: "forbids" | "restricts" | "requires" | "encourages" | "permits";
  /** What it is about. Needed in every row. */
  act: "introduction" | "import" | "export" | "trade" | "keeping" | "breeding" | "transport" | "release" | "control";
  /** Scientific names of the species or genera that it covers, ; between; any: all. Several values with ; between. Empty: not stated: whom it reaches cannot be told. */
  taxa: string[];
  /** Groups outside which it covers nothing, such as bird, ; between. Several values with ; between. Empty: every group. */
  groups: string[];
  /** Pathways that it covers, ; between; any: all. Several values with ; between. Empty: not stated. */
  pathways: string[];
  /** Whom it reaches. Empty: territory, where that is filled in. */
  reach: "parties" | "territory" | null;
  /** Where it holds, ; between. Several values with ; between. Empty: not stated: where it holds cannot be told. */
  territory: string[];
  /** From when on, YYYY-MM-DD. Empty: see year. */
  date: string | null;
  /** The year from which on, where the day is not known. Unit: year. Accepted: 1000 to 2200. Empty: not stated: without a date either, whether it is in force cannot be told. */
  year: number | null;
  /** Last day, YYYY-MM-DD. Empty: no end is known. */
  until: string | null;
  /** Where it is written. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: What removing one invader does to the abundance of another. */
export interface InteractionsPage {
  items: InteractionsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** What removing one invader does to the abundance of another. */
export interface InteractionsRow {
  /** The invasive alien species. Needed in every row. */
  invader_id: string;
  /** The invader whose abundance changes. Needed in every row. */
  other_invader_id: string;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** Proportional change of the other's abundance when the first is gone. Unit: proportion. Accepted: -1 or more. Needed in every row. */
  effect: number;
  /** Lower 95 % limit of effect. Unit: proportion. Accepted: -1 or more. Empty: no interval. */
  low: number | null;
  /** Upper 95 % limit of effect. Unit: proportion. Accepted: -1 or more. Empty: no interval. */
  high: number | null;
  /** What stands behind it. Needed in every row. */
  evidence: "demonstrated" | "inferred" | "expert" | "none";
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: How the abundance of an invader changes from year to year, as now or while a measure runs. */
export interface InvaderTrendsPage {
  items: InvaderTrendsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** How the abundance of an invader changes from year to year, as now or while a measure runs. */
export interface InvaderTrendsRow {
  /** The invasive alien species. Needed in every row. */
  invader_id: string;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** Abundance of a year against the year before. Unit: ratio per year. Accepted: 0 or more. Needed in every row. */
  growth: number;
  /** Lower 95 % limit of growth. Unit: ratio per year. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  growth_low: number | null;
  /** Upper 95 % limit of growth. Unit: ratio per year. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  growth_high: number | null;
  /** The measure that works and while it runs brings this growth. Empty: as now. */
  measure_id: string | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: One invasive alien species. */
export interface InvadersPage {
  items: InvadersRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** One invasive alien species. */
export interface InvadersRow {
  /** Short name of the species, used in the other tables. Needed in every row. */
  invader_id: string;
  /** Scientific name. Needed in every row. */
  scientific_name: string;
  /** Name as people know it. Empty: not stated. */
  vernacular_name: string | null;
  /** Taxon key in the GBIF backbone. Accepted: 1 or more. Empty: not known. */
  gbif_key: number | null;
  /** Countries, or parts of countries such as GB-ELS, in which it is native, ; between. Several values with ; between. Empty: not stated. */
  native_countries: string[];
  /** Kind of organism, for example mammal. Empty: not stated. */
  group: string | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A job as it stands. */
export interface JobOut {
  key: string;
  kind: string;
  arguments: Record<string, unknown>;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** What is being done, in plain words. */
  step: string;
  /** How much is done, 0 to 1. */
  fraction: number;
  submitted_at: string;
  started_at: string | null;
  finished_at: string | null;
  result: Record<string, unknown> | null;
  failure: FailureOut | null;
}

/** A page of a list: What a measure itself does to a migrant, good or bad. */
export interface MeasureEffectsPage {
  items: MeasureEffectsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** What a measure itself does to a migrant, good or bad. */
export interface MeasureEffectsRow {
  /** The measure. Needed in every row. */
  measure_id: string;
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** The stage. Empty: every stage with the rate. */
  stage: string | null;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** The rate it changes. Needed in every row. */
  rate: "survival" | "fecundity" | "transition" | "capacity" | "path_survival";
  /** Sex, age or state class, as in vital_rates. Empty: all classes. */
  class: string | null;
  /** Proportional change of the rate. Unit: proportion. Accepted: -1 or more. Needed in every row. */
  effect: number;
  /** Lower 95 % limit of effect. Unit: proportion. Accepted: -1 or more. Empty: no interval: the number is fixed and flagged. */
  effect_low: number | null;
  /** Upper 95 % limit of effect. Unit: proportion. Accepted: -1 or more. Empty: no interval: the number is fixed and flagged. */
  effect_high: number | null;
  /** First year, counted from 1. Unit: year of the plan. Accepted: 1 or more. Empty: from the first. */
  from_year: number | null;
  /** Last year. Unit: year of the plan. Accepted: 1 or more. Empty: to the horizon. */
  to_year: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: Something that can be done, or has been done, at a site. */
export interface MeasuresPage {
  items: MeasuresRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** Something that can be done, or has been done, at a site. */
export interface MeasuresRow {
  /** Short name of the measure. Needed in every row. */
  measure_id: string;
  /** What it aims at. Needed in every row. */
  kind: "prevent" | "detect" | "eradicate" | "contain" | "control" | "protect" | "restore" | "reinforce";
  /** Invaders it acts on, ; between. Several values with ; between. Empty: none. */
  invader_ids: string[];
  /** Pressures it acts on, ; between. Several values with ; between. Empty: none. */
  pressure_ids: string[];
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** Cost once. Unit: currency. Accepted: 0 or more. Needed in every row. */
  cost: number;
  /** Lower 95 % limit of cost. Unit: currency. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  cost_low: number | null;
  /** Upper 95 % limit of cost. Unit: currency. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  cost_high: number | null;
  /** ISO 4217 code. Needed in every row. */
  currency: string;
  /** Year of the prices. Unit: year. Accepted: 1900 to 2200. Needed in every row. */
  price_year: number;
  /** Running cost. Unit: currency per year. Accepted: 0 or more. Empty: none. */
  cost_per_year: number | null;
  /** Years until it starts. Unit: years. Accepted: 0 or more. Empty: at once. */
  start_delay_years: number | null;
  /** How long it runs. Unit: years. Accepted: 0 or more. Empty: to the horizon (control); one year (eradicate). */
  duration_years: number | null;
  /** Chance that it works. Unit: probability. Accepted: 0 to 1. Needed in every row. */
  success_probability: number;
  /** Lower 95 % limit of success_probability. Unit: probability. Accepted: 0 to 1. Empty: no interval. */
  success_low: number | null;
  /** Upper 95 % limit of success_probability. Unit: probability. Accepted: 0 to 1. Empty: no interval. */
  success_high: number | null;
  /** Share of the effect taken away (control, protect). Unit: share. Accepted: 0 to 1. Empty: not known. */
  reduction: number | null;
  /** Lower 95 % limit of reduction. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  reduction_low: number | null;
  /** Upper 95 % limit of reduction. Unit: share. Accepted: 0 to 1. Empty: no interval: the number is fixed and flagged. */
  reduction_high: number | null;
  /** Share of the effect taken away even when it fails. Unit: share. Accepted: 0 to 1. Empty: none. */
  reduction_if_failed: number | null;
  /** Chance per year that the invader returns. Unit: probability. Accepted: 0 to 1. Empty: none. */
  reinvasion_per_year: number | null;
  /** Measures that must be taken too, ; between. Several values with ; between. Empty: none. */
  requires: string[];
  /** Measures that cannot be taken as well, ; between. Several values with ; between. Empty: none. */
  excludes: string[];
  /** Of a measure already taken. Empty: on offer. */
  outcome: "succeeded" | "failed" | "pending" | null;
  /** Year in which the outcome was known. Unit: year. Accepted: 1900 to 2200. Empty: not known. */
  outcome_year: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: A listed migratory population that is assessed. */
export interface MigrantsPage {
  items: MigrantsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A listed migratory population that is assessed. */
export interface MigrantsRow {
  /** Short name of the population, used in the other tables. Needed in every row. */
  migrant_id: string;
  /** Scientific name. Needed in every row. */
  scientific_name: string;
  /** Name as people know it. Empty: not stated. */
  vernacular_name: string | null;
  /** Which flyway or breeding population. Empty: not stated. */
  population: string | null;
  /** CMS appendix. Empty: not listed. */
  cms_appendix: "I" | "II" | "I/II" | null;
  /** Other instruments, for example AEWA;ACAP. Several values with ; between. Empty: none stated. */
  instruments: string[];
  /** Date of the list of species that cms_appendix and instruments are taken from. Empty: as written in the study, no list named. */
  listing_date: string | null;
  /** That list. Empty: as written in the study, no list named. */
  listing_source: string | null;
  /** Taxon key in the GBIF backbone. Accepted: 1 or more. Empty: not known. */
  gbif_key: number | null;
  /** Size of the population. Unit: abundance_unit. Accepted: 0 or more. Empty: not known: only the tier evidence goes without. */
  abundance: number | null;
  /** Lower 95 % limit of abundance. Unit: abundance_unit. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  abundance_low: number | null;
  /** Upper 95 % limit of abundance. Unit: abundance_unit. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  abundance_high: number | null;
  /** What abundance counts. Empty: no abundance. */
  abundance_unit: "individuals" | "mature_individuals" | "pairs" | "females" | null;
  /** Year of the count. Unit: year. Accepted: 1500 to 2200. Empty: not known. */
  abundance_year: number | null;
  /** Growth per year seen in counts. Unit: ratio per year. Accepted: 0 or more. Empty: not known. */
  observed_growth: number | null;
  /** Lower 95 % limit of observed_growth. Unit: ratio per year. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  observed_growth_low: number | null;
  /** Upper 95 % limit of observed_growth. Unit: ratio per year. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  observed_growth_high: number | null;
  /** Yearly survival of adults, for a screening without a model. Unit: probability. Accepted: 0 to 1. Empty: not known. */
  adult_survival: number | null;
  /** Age at first breeding, for a screening. Unit: years. Accepted: above 0. Empty: not known. */
  age_at_first_breeding: number | null;
  /** How much this migrant counts when measures are chosen. Accepted: 0 or more. Empty: stands for 1. */
  weight: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: The share of those at a site after a stage that go to a site for the next stage. */
export interface MovementsPage {
  items: MovementsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** The share of those at a site after a stage that go to a site for the next stage. */
export interface MovementsRow {
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage that ends. Needed in every row. */
  from_stage: string;
  /** Place left. Needed in every row. */
  from_site: string;
  /** Stage that begins: the next one. Needed in every row. */
  to_stage: string;
  /** Place reached. Needed in every row. */
  to_site: string;
  /** Share of those at from_site that set out for to_site. Unit: share. Accepted: 0 to 1. Needed in every row. */
  share: number;
  /** Share of those that arrive. Unit: probability. Accepted: 0 to 1. Empty: all arrive. */
  survival: number | null;
  /** Sex, age or state class, as in vital_rates. Empty: all classes. */
  class: string | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: What a convention, law or decision asks of a Party, and which office acts. */
export interface ObligationsPage {
  items: ObligationsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** What a convention, law or decision asks of a Party, and which office acts. */
export interface ObligationsRow {
  /** Short name of the obligation; that of a shipped one replaces what it fills in. Needed in every row. */
  obligation_id: string;
  /** Short name of the convention, such as CMS, or the law. Needed in every row. */
  convention: string;
  /** The article, decision or section. Empty: that of the shipped one. */
  provision: string | null;
  /** How far it binds. Empty: that of the shipped one; else guidance. */
  force: "binding" | "standard" | "guidance" | null;
  /** What has to be done. Needed in every row. */
  task: "prevent" | "list" | "pathways" | "trade" | "ships" | "pests" | "disease" | "control" | "sites" | "cooperate" | "report" | "rules";
  /** What is asked, in one sentence. Empty: that of the shipped one. */
  says: string | null;
  /** The office that acts, as a role. Empty: that of the shipped one; else asked. */
  role: string | null;
  /** The institution that has the role; no person. Empty: not stated: asked. */
  authority: string | null;
  /** Where it holds, ; between. Several values with ; between. Empty: everywhere. */
  territory: string[];
  /** Where it can be read. Empty: none. */
  url: string | null;
  /** Where it is written. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** Asks for a plan of measures. */
export interface PlanRequest {
  kind: "plan";
  options?: PlanningOptions;
}

/** Under what a plan is made. */
export interface PlanningOptions {
  /** Money; null: the study's budget. */
  budget?: number | null;
  /** Measures that are switched off. */
  exclude?: string[];
}

/** A page of a list: A rule, subsidy or permit: what it forbids, restricts, requires, encourages or permits, of what, and where. */
export interface PoliciesPage {
  items: PoliciesRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A rule, subsidy or permit: what it forbids, restricts, requires, encourages or permits, of what, and where. */
export interface PoliciesRow {
  /** Short name of the policy. Needed in every row. */
  policy_id: string;
  /** Name as people know it. Needed in every row. */
  name: string;
  /** What sort of policy. Needed in every row. */
  kind: "rule" | "subsidy" | "permit" | "levy" | "plan" | "procurement" | "other";
  /** What it does. Needed in every row. */
  effect: "forbids" | "restricts" | "requires" | "encourages" | "permits";
  /** Kinds of measures, or of climate measures, that it is about, ; between. Several values with ; between. Empty: not stated. */
  measure_kinds: string[];
  /** Measures of this study that it is about, ; between. Several values with ; between. Empty: none. */
  measure_ids: string[];
  /** Methods that it is about, such as aerial baiting, ; between. Several values with ; between. Empty: not stated. */
  methods: string[];
  /** Scientific names of the species or genera that it is about, ; between; any: all. Several values with ; between. Empty: not stated: whom it reaches cannot be told. */
  taxa: string[];
  /** Pathways that it is about, ; between; any: all. Several values with ; between. Empty: not stated. */
  pathways: string[];
  /** Where it holds, ; between. Several values with ; between. Empty: not stated: where it holds cannot be told. */
  territory: string[];
  /** From when on, YYYY-MM-DD. Empty: see year. */
  date: string | null;
  /** The year from which on, where the day is not known. Unit: year. Accepted: 1000 to 2200. Empty: not stated: without a date either, whether it is in force cannot be told. */
  year: number | null;
  /** Last day, YYYY-MM-DD. Empty: no end is known. */
  until: string | null;
  /** Where it is written. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: A predator whose kills depend on how many there are to kill, and on what else it eats. */
export interface PredationPage {
  items: PredationRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A predator whose kills depend on how many there are to kill, and on what else it eats. */
export interface PredationRow {
  /** Name of the impact that the model stands for, unlike any in impacts. Needed in every row. */
  impact_id: string;
  /** The predator. Needed in every row. */
  invader_id: string;
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** Sex, age or state class, as in vital_rates. Empty: all classes. */
  class: string | null;
  /** The rate it lowers. Needed in every row. */
  rate: "survival" | "fecundity";
  /** How kills per predator grow with the prey. Needed in every row. */
  response: "type_i" | "type_ii" | "type_iii";
  /** Types I and II: share of the place that a predator searches in the stage; type III: the same per individual of prey there. Unit: per predator. Accepted: 0 or more. Needed in every row. */
  attack: number;
  /** Lower 95 % limit of attack. Unit: per predator. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  attack_low: number | null;
  /** Upper 95 % limit of attack. Unit: per predator. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  attack_high: number | null;
  /** Types II and III: time that a kill takes, in lengths of the stage. Unit: stages per kill. Accepted: 0 or more. Empty: no time. */
  handling: number | null;
  /** Lower 95 % limit of handling. Unit: stages per kill. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  handling_low: number | null;
  /** Upper 95 % limit of handling. Unit: stages per kill. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  handling_high: number | null;
  /** Predators at the site. Unit: individuals. Accepted: 0 or more. Needed in every row. */
  predators: number;
  /** Lower 95 % limit of predators. Unit: individuals. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  predators_low: number | null;
  /** Upper 95 % limit of predators. Unit: individuals. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  predators_high: number | null;
  /** Other prey at the site, counted as so many of this one. Unit: individuals. Accepted: 0 or more. Empty: none. */
  alternative_prey: number | null;
  /** Lower 95 % limit of alternative_prey. Unit: individuals. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  alternative_prey_low: number | null;
  /** Upper 95 % limit of alternative_prey. Unit: individuals. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  alternative_prey_high: number | null;
  /** The invader that is the other prey, whose presence and abundance it follows. Empty: other prey that stay as they are. */
  alternative_id: string | null;
  /** Prey, of both kinds, at which predators are half as many as predators says. Unit: individuals. Accepted: above 0. Empty: predators do not depend on prey. */
  half_prey: number | null;
  /** Lower 95 % limit of half_prey. Unit: individuals. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  half_prey_low: number | null;
  /** Upper 95 % limit of half_prey. Unit: individuals. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  half_prey_high: number | null;
  /** What stands behind it. Needed in every row. */
  evidence: "demonstrated" | "inferred" | "expert" | "none";
  /** How sure. Needed in every row. */
  confidence: "low" | "medium" | "high";
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: What is known of an invader at a site. */
export interface PresencesPage {
  items: PresencesRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** What is known of an invader at a site. */
export interface PresencesRow {
  /** The invasive alien species. Needed in every row. */
  invader_id: string;
  /** The place. Needed in every row. */
  site_id: string;
  /** What is known. Needed in every row. */
  status: "present" | "absent" | "eradicated" | "not_surveyed";
  /** Alien or native at this site. Empty: native_countries decide. */
  establishment_means: "native" | "nativeReintroduced" | "introduced" | "introducedAssistedColonisation" | "vagrant" | "uncertain" | "nativeEndemic" | null;
  /** How far it has got. Empty: not stated. */
  degree_of_establishment: "native" | "captive" | "cultivated" | "released" | "failing" | "casual" | "reproducing" | "established" | "colonising" | "invasive" | "widespreadInvasive" | null;
  /** How it came. Empty: not stated. */
  pathway: "intentional" | "releaseInNature" | "biologicalControl" | "erosionControl" | "fisheryInTheWild" | "hunting" | "landscapeImprovement" | "conservationOrWildlifeManagement" | "releasedForUse" | "otherIntentionalRelease" | "escapeFromConfinement" | "agriculture" | "aquacultureMariculture" | "publicGardenZooAquaria" | "pet" | "farmedAnimals" | "forestry" | "fur" | "horticulture" | "ornamentalNonHorticulture" | "research" | "liveFoodLiveBait" | "otherEscape" | "unintentional" | "transportContaminant" | "contaminantNursery" | "contaminateBait" | "foodContaminant" | "contaminantOnAnimals" | "parasitesOnAnimals" | "contaminantOnPlants" | "parasitesOnPlants" | "seedContaminant" | "timberTrade" | "transportationHabitatMaterial" | "transportStowaway" | "fishingEquipment" | "containerBulk" | "hitchhikersAirplane" | "hitchhikersShip" | "machineryEquipment" | "people" | "packingMaterial" | "ballastWater" | "hullFouling" | "vehicles" | "otherTransport" | "corridorAndDispersal" | "corridor" | "waterwaysBasinsSeas" | "tunnelsBridges" | "unaided" | "naturalDispersal" | null;
  /** First year recorded. Unit: year. Accepted: 1000 to 2200. Empty: not known. */
  first_year: number | null;
  /** Last year recorded. Unit: year. Accepted: 1000 to 2200. Empty: not known. */
  last_year: number | null;
  /** Share of the migrants at the site that meet it. Unit: share. Accepted: 0 to 1. Empty: all of them. */
  share_exposed: number | null;
  /** Its abundance against where the effect was measured. Unit: ratio. Accepted: 0 or more. Empty: the same. */
  relative_abundance: number | null;
  /** Number of records behind the row. Accepted: 0 or more. Empty: not known. */
  records: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: Any other cause of decline, needed to attribute honestly. */
export interface PressuresPage {
  items: PressuresRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** Any other cause of decline, needed to attribute honestly. */
export interface PressuresRow {
  /** Name of the pressure; its rows share one draw. Needed in every row. */
  pressure_id: string;
  /** Name as people know it. Needed in every row. */
  name: string;
  /** Class of threat, for example 5.4. Needed in every row. */
  iucn_threat: string;
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** The rate it changes. Needed in every row. */
  rate: "survival" | "fecundity" | "transition" | "capacity" | "path_survival";
  /** The class affected. Empty: all classes. */
  class: string | null;
  /** For fecundity and transition: the target class. Empty: every target. */
  to_class: string | null;
  /** For path_survival: the place left. Empty: every place. */
  from_site: string | null;
  /** For capacity: which density rows. Empty: every density row. */
  applies_to: "all" | "survival" | "fecundity" | null;
  /** Proportional change of the rate: -0.5 halves it. Unit: proportion. Accepted: -1 or more. Empty: a known cause of unknown size. */
  effect: number | null;
  /** Lower 95 % limit of effect. Unit: proportion. Accepted: -1 or more. Empty: no interval: the number is fixed and flagged. */
  effect_low: number | null;
  /** Upper 95 % limit of effect. Unit: proportion. Accepted: -1 or more. Empty: no interval: the number is fixed and flagged. */
  effect_high: number | null;
  /** What stands behind it. Needed in every row. */
  evidence: "demonstrated" | "inferred" | "expert" | "none";
  /** How sure. Needed in every row. */
  confidence: "low" | "medium" | "high";
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** What goes wrong (RFC 9457), where, and what to do. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  where?: string;
  remedy?: string;
  /** Of a study, or of a request: each with its place and what to do. */
  problems?: Record<string, unknown>[];
  [key: string]: unknown;
}

/** A page of a list: One taxon in one rule: what the rule forbids of it, where, and from when on. */
export interface RegulationsPage {
  items: RegulationsRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** One taxon in one rule: what the rule forbids of it, where, and from when on. */
export interface RegulationsRow {
  /** Short name of the rule; it may have a row for each of its taxa. Needed in every row. */
  regulation_id: string;
  /** The taxon that it names. Empty: it names no taxon: it is read of none. */
  scientific_name: string | null;
  /** Rank of that taxon. Empty: told from the name. */
  rank: "subspecies" | "species" | "genus" | "higher" | null;
  /** The law or list, as it is cited. Needed in every row. */
  instrument: string;
  /** Where it holds, ; between. Several values with ; between. Empty: not stated: where it holds cannot be told. */
  territory: string[];
  /** In force from, YYYY-MM-DD. Empty: not stated: whether it is in force cannot be told. */
  date: string | null;
  /** What it forbids, ; between: import, keeping, breeding, transport, trade, release. Several values with ; between. Empty: not stated: what it forbids cannot be told. */
  forbids: string[];
  /** Where it can be read. Empty: none. */
  url: string | null;
  /** Where it is written. Empty: see url. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** What was computed from a study. */
export interface RunOut {
  /** Hash of everything that the result depends on. */
  key: string;
  /** Key of the study. */
  study: string;
  kind: string;
  options: Record<string, unknown>;
  version: string;
  made_at: string;
  files: FileOut[];
}

/** A page of a list: What was computed from a study. */
export interface RunPage {
  items: RunOut[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A page of a list: A what-if: a change of rates, at once or over some years. */
export interface ScenariosPage {
  items: ScenariosRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A what-if: a change of rates, at once or over some years. */
export interface ScenariosRow {
  /** Name; one id may have several rows; without_invaders is reserved. Needed in every row. */
  scenario_id: string;
  /** Name as people know it. Needed in every row. */
  name: string;
  /** The migratory population. Empty: every migrant. */
  migrant_id: string | null;
  /** The stage. Empty: every stage with a row for the rate and class. */
  stage: string | null;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** Sex, age or state class, as in vital_rates. Empty: all classes. */
  class: string | null;
  /** For fecundity and transition: the target class. Empty: every target. */
  to_class: string | null;
  /** The rate it changes. Needed in every row. */
  rate: "survival" | "fecundity" | "transition" | "capacity" | "path_survival";
  /** Proportional change of the rate. Unit: proportion. Accepted: -1 or more. Needed in every row. */
  effect: number;
  /** Years until the full effect. Unit: years. Accepted: 0 or more. Empty: at once. */
  ramp_years: number | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: A named place: a colony, a wetland, a stopover. */
export interface SitesPage {
  items: SitesRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** A named place: a colony, a wetland, a stopover. */
export interface SitesRow {
  /** Short name of the place, used in the other tables. Needed in every row. */
  site_id: string;
  /** Name as people know it. Needed in every row. */
  name: string;
  /** Country the place lies in. Empty: not stated. */
  country: string | null;
  /** Part of the country. Empty: not stated. */
  subdivision: string | null;
  /** Latitude, WGS 84. Unit: degrees. Accepted: -90 to 90. Empty: not known. */
  lat: number | null;
  /** Longitude, WGS 84. Unit: degrees. Accepted: -180 to 180. Empty: not known. */
  lon: number | null;
  /** Area. Unit: km². Accepted: above 0. Empty: not known. */
  area_km2: number | null;
  /** Number of people who live there. Unit: people. Accepted: 0 or more. Empty: not known. */
  people: number | null;
  /** Protection, for example Ramsar;World Heritage. Several values with ; between. Empty: not stated. */
  designations: string[];
  /** Outline in WGS 84, longitude first. Empty: a point at lat, lon. */
  geometry_wkt: string | null;
  /** Whether the exact place must not be published. Empty: stands for no. */
  sensitive: boolean | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
  /** Whether the place is the middle of a cell of a tenth of a degree, because the site is sensitive. */
  generalised: boolean;
}

/** A page of a list: Where numbers and statements come from. */
export interface SourcesPage {
  items: SourcesRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** Where numbers and statements come from. */
export interface SourcesRow {
  /** Short name of the source, used in the other tables. Needed in every row. */
  source_id: string;
  /** Full citation. Needed in every row. */
  citation: string;
  /** Digital object identifier. Empty: none. */
  doi: string | null;
  /** Address, http or https. Empty: none. */
  url: string | null;
  /** Licence of the source. Empty: not stated. */
  licence: string | null;
  /** Date of access, YYYY-MM-DD. Empty: not stated. */
  accessed: string | null;
  /** What was taken from it. Empty: not stated. */
  note: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A page of a list: One part of a migrant's annual cycle, in order; the count is taken at the start of the first. */
export interface StagesPage {
  items: StagesRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** One part of a migrant's annual cycle, in order; the count is taken at the start of the first. */
export interface StagesRow {
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Name: breeding, postbreeding_migration, nonbreeding, prebreeding_migration or your own. Needed in every row. */
  stage: string;
  /** 1 for the first, then 2, 3 …. Accepted: 1 to 366. Needed in every row. */
  position: number;
  /** First ISO week. Unit: ISO week. Accepted: 1 to 53. Needed in every row. */
  start_week: number;
  /** Last ISO week; before start_week when it runs over the new year. Unit: ISO week. Accepted: 1 to 53. Needed in every row. */
  end_week: number;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** A study as it was handed in; it never changes. */
export interface StudyOut {
  /** Hash of the names and contents of its files. */
  key: string;
  name: string;
  origin: "casebook" | "folder" | "upload" | "import";
  added_at: string;
  files: FileOut[];
}

/** A page of a list: A study as it was handed in; it never changes. */
export interface StudyPage {
  items: StudyOut[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** The answer of a run; the reference of results says what every key means. */
export interface SummaryOut {
  study: string;
  version: string;
  seed: number;
  draws: number;
  horizon_years: number;
  migrants: Record<string, unknown>;
  pairs: Record<string, unknown>[];
  portfolio?: Record<string, unknown> | null;
  warnings: Record<string, unknown>[];
  [key: string]: unknown;
}

/** A table of a study, with the declaration of its columns. */
export interface TableOut {
  name: string;
  description: string;
  rows: number;
  columns: ColumnOut[];
}

/** A page of a list: How a class lives, breeds or passes to another class in a stage at a site. */
export interface VitalRatesPage {
  items: VitalRatesRow[];
  /** How many there are in all. */
  total: number;
  /** At most so many on a page. */
  limit: number;
  /** How many stand before this page. */
  offset: number;
}

/** How a class lives, breeds or passes to another class in a stage at a site. */
export interface VitalRatesRow {
  /** The migratory population. Needed in every row. */
  migrant_id: string;
  /** Stage of the annual cycle, as in stages. Needed in every row. */
  stage: string;
  /** The place. Empty: all sites. */
  site_id: string | null;
  /** The class. Needed in every row. */
  class: string;
  /** Which rate. Needed in every row. */
  rate: "survival" | "fecundity" | "transition";
  /** Class of the young, or class passed to. Empty: the class itself (fecundity). */
  to_class: string | null;
  /** The rate. Unit: probability, or young per individual. Accepted: 0 or more. Needed in every row. */
  value: number;
  /** Lower 95 % limit of value. Unit: as value. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  low: number | null;
  /** Upper 95 % limit of value. Unit: as value. Accepted: 0 or more. Empty: no interval: the number is fixed and flagged. */
  high: number | null;
  /** Rows with one name share value, draw and fit. Empty: a parameter of its own. */
  parameter: string | null;
  /** Causes that the value already contains. Several values with ; between. Empty: free of all causes. */
  observed_with: string[];
  /** Year of the measurement. Unit: year. Accepted: 1500 to 2200. Empty: not known. */
  year: number | null;
  /** Standard deviation between years. Unit: as value. Accepted: 0 or more. Empty: no noise between years. */
  sd_between_years: number | null;
  /** Correlation of a year with the year before, of rows with sd_between_years. Accepted: -0.99 to 0.99. Empty: years are independent. */
  autocorrelation: number | null;
  /** Rows with one name vary together. Empty: independent. */
  correlation_group: string | null;
  /** Where the row's numbers come from. Empty: no source: flagged. */
  source_id: string | null;
  /** Anything a reader should know. Empty: nothing to add. */
  notes: string | null;
}

/** What a GET of each address answers as JSON. */
export interface Answers {
  "/api/v1/invaders": AllInvadersPage;
  "/api/v1/jobs": JobOut[];
  "/api/v1/jobs/{job}": JobOut;
  "/api/v1/migrants": AllMigrantsPage;
  "/api/v1/runs": RunPage;
  "/api/v1/runs/{run}": RunOut;
  "/api/v1/runs/{run}/attribution": AttributionPage;
  "/api/v1/runs/{run}/exposure": ExposurePage;
  "/api/v1/runs/{run}/frontier": FrontierPage;
  "/api/v1/runs/{run}/impact": ImpactPage;
  "/api/v1/runs/{run}/portfolio.json": Record<string, unknown>;
  "/api/v1/runs/{run}/summary.json": SummaryOut;
  "/api/v1/sites": AllSitesPage;
  "/api/v1/studies": StudyPage;
  "/api/v1/studies/{study}": StudyOut;
  "/api/v1/studies/{study}/runs": RunPage;
  "/api/v1/studies/{study}/tables": TableOut[];
  "/api/v1/studies/{study}/tables/arrivals": ArrivalsPage;
  "/api/v1/studies/{study}/tables/catastrophes": CatastrophesPage;
  "/api/v1/studies/{study}/tables/classes": ClassesPage;
  "/api/v1/studies/{study}/tables/climate_measures": ClimateMeasuresPage;
  "/api/v1/studies/{study}/tables/counts": CountsPage;
  "/api/v1/studies/{study}/tables/density": DensityPage;
  "/api/v1/studies/{study}/tables/diseases": DiseasesPage;
  "/api/v1/studies/{study}/tables/distribution": DistributionPage;
  "/api/v1/studies/{study}/tables/egg_sinks": EggSinksPage;
  "/api/v1/studies/{study}/tables/evidence": EvidencePage;
  "/api/v1/studies/{study}/tables/feasibility": FeasibilityPage;
  "/api/v1/studies/{study}/tables/fits": FitsPage;
  "/api/v1/studies/{study}/tables/funders": FundersPage;
  "/api/v1/studies/{study}/tables/hybridisation": HybridisationPage;
  "/api/v1/studies/{study}/tables/impacts": ImpactsPage;
  "/api/v1/studies/{study}/tables/instruments": InstrumentsPage;
  "/api/v1/studies/{study}/tables/interactions": InteractionsPage;
  "/api/v1/studies/{study}/tables/invader_trends": InvaderTrendsPage;
  "/api/v1/studies/{study}/tables/invaders": InvadersPage;
  "/api/v1/studies/{study}/tables/measure_effects": MeasureEffectsPage;
  "/api/v1/studies/{study}/tables/measures": MeasuresPage;
  "/api/v1/studies/{study}/tables/migrants": MigrantsPage;
  "/api/v1/studies/{study}/tables/movements": MovementsPage;
  "/api/v1/studies/{study}/tables/obligations": ObligationsPage;
  "/api/v1/studies/{study}/tables/policies": PoliciesPage;
  "/api/v1/studies/{study}/tables/predation": PredationPage;
  "/api/v1/studies/{study}/tables/presences": PresencesPage;
  "/api/v1/studies/{study}/tables/pressures": PressuresPage;
  "/api/v1/studies/{study}/tables/regulations": RegulationsPage;
  "/api/v1/studies/{study}/tables/scenarios": ScenariosPage;
  "/api/v1/studies/{study}/tables/sites": SitesPage;
  "/api/v1/studies/{study}/tables/sources": SourcesPage;
  "/api/v1/studies/{study}/tables/stages": StagesPage;
  "/api/v1/studies/{study}/tables/vital_rates": VitalRatesPage;
  "/api/v1/tables": TableOut[];
}
