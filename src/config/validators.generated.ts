// @ts-nocheck
/** Made by `node src/manifest/generate-validators.ts` from `schemas/`, hence longer than a file of ours may be. */
import { isDeepStrictEqual } from 'node:util'
import type { SiteDocument, NodeDocument, HostDocument, PresetDocument, PostureDocument, SpecDocument } from './documents.ts'
import type { Validator } from '../manifest/schema-problems.ts'

const part0 = (text) => Array.from(text).length;

export const isSiteDocument: Validator<SiteDocument> = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"homestak/site/v1","title":"homestak site","description":"site.yaml of a site-config: who this site is, and what counts for all of its guests. An empty file is allowed, and an empty value counts as left out. Other keys than these are passed over with a warning.","type":"object","properties":{"id":{"title":"Name of the site","description":"A lower-case letter, then up to 29 lower-case letters, digits or dashes","$comment":"Every guest carries it; nothing is written without it, and changing it makes all guests foreign.","type":"string","pattern":"^[a-z][a-z0-9-]{0,29}$","examples":["home"]},"reconcile":{"title":"What a run without PATH covers","description":"all: the site-config's own manifests folder is reconciled as a whole. Left out: a manifest has to be named.","type":"string","enum":["all"]},"vmids":{"title":"Range of vmids","description":"Where ids are looked for when a node declares none.","type":"object","properties":{"first":{"title":"Lowest id","description":"A whole number from 100 to 999999999","type":"integer","minimum":100,"maximum":999999999,"default":10000},"last":{"title":"Highest id","description":"A whole number from 100 to 999999999","type":"integer","minimum":100,"maximum":999999999,"default":19999}}},"settings":{"title":"How homestak behaves on this site","type":"object","properties":{"notifications":{"title":"Who is told of what a watching run does","description":"A list of rules, each with what it is about and where it is sent","type":"array","default":[],"items":{"title":"One rule","description":"An event that fits is sent to a webhook or given to a command: exactly one of the two","type":"object","required":["on"],"additionalProperties":false,"properties":{"on":{"title":"Reasons of events, and groups of them","description":"A list of reasons or groups","$comment":"failed: Failed, RollBack, Problem (a file that cannot be used). held: Held. drift: Drift. destroyed: Destroyed, Released. recovered: a node, a host or the files are well again after trouble was told. host: what concerns a host as a whole. all: everything but progress.","type":"array","minItems":1,"uniqueItems":true,"items":{"title":"A reason or a group","type":"string","enum":["all","failed","held","drift","destroyed","recovered","host","Changed","Destroyed","Drift","Failed","FetchFailed","FetchNote","FetchStarted","Fetched","Held","HostBack","HostLost","Interrupted","LeftoverKept","Mended","Problem","Ready","Released","Retry","RollBack","StepDone","StepStarted","Undeclared","Unknown","Unsupported","Waiting"]},"examples":[["failed","held","recovered"]]},"webhook":{"title":"Where it is posted as JSON","description":"An http or https URL","type":"string","pattern":"^https?://[^\\s]+$","examples":["https://chat.example/hooks/homestak"]},"secret":{"title":"What a webhook is told to trust us","description":"The dotted path of a text in secrets.yaml","$comment":"Sent as Authorization: Bearer TEXT, or as it is in the header that is named.","type":"string","pattern":"^[^.\\s]+(\\.[^.\\s]+)+$","examples":["auth.chat"]},"header":{"title":"The header that carries the secret","description":"The name of an HTTP header","type":"string","pattern":"^[A-Za-z][A-Za-z0-9-]*$","examples":["X-Token"]},"command":{"title":"A program that is given it as JSON on stdin","description":"A list: the program and its arguments; no shell is used","type":"array","minItems":1,"items":{"title":"A word","description":"Text without a NUL","type":"string","pattern":"^[^\\u0000]*$"},"examples":[["/usr/local/bin/tell-me","--quiet"]]},"hosts":{"title":"Only of these hosts","description":"A list of names of files in nodes, without their ending","type":"array","minItems":1,"items":{"title":"A host","type":"string"},"examples":[["hv0"]]},"manifests":{"title":"Only of these manifests","description":"A list of names of manifests","type":"array","minItems":1,"items":{"title":"A manifest","type":"string"},"examples":[["shop"]]}}},"examples":[[{"on":["failed","held"],"webhook":"https://chat.example/hooks/homestak"}]]}}},"images":{"title":"Images and where they are fetched from","description":"A mapping of image names to sources. A name that is not here is NAME.qcow2 of the release that the defaults say.","type":"object","propertyNames":{"pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$"},"additionalProperties":{"title":"One image","description":"A file of a release, or a URL with a pin","type":"object","additionalProperties":false,"properties":{"repository":{"title":"Repository","description":"OWNER/NAME","type":"string","pattern":"^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$","examples":["homestak-iac/packer"]},"release":{"title":"Release","description":"Its tag","type":"string","minLength":1,"examples":["v0.57"]},"asset":{"title":"File of the release","description":"Left out: NAME.qcow2, NAME.raw or NAME.img, whole or in parts.","type":"string","pattern":"^[^/\\s]+$","examples":["debian-12.qcow2"]},"url":{"title":"Address of the file","description":"An https URL; needs a pin","type":"string","pattern":"^https://[^\\s]+$","examples":["https://images.example/debian-12.qcow2"]},"pin":{"title":"Digest that the file must have","description":"sha256: and 64 hexadecimal digits","type":"string","pattern":"^sha256:[0-9A-Fa-f]{64}$"}}},"examples":[{"debian-12":{"release":"v0.57"},"ubuntu-24":{"url":"https://images.example/noble.img","pin":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}}]},"defaults":{"title":"Defaults of all hosts and guests","type":"object","properties":{"host":{"title":"Host of manifests that name none","description":"The name of a file in nodes, without its ending","type":"string","examples":["hv0"]},"bridge":{"title":"Bridge of network cards that name none","type":"string","default":"vmbr0"},"provisioner":{"title":"How guests are made","description":"Of nodes that name none, and whose manifest names none. api: by calls to Proxmox VE. tofu: by OpenTofu, which must be installed; templates are made by calls nevertheless.","type":"string","enum":["api","tofu"],"default":"api"},"gateway":{"title":"Gateway of guests with a static address","type":"string","examples":["192.0.2.1"]},"dns_servers":{"title":"Name servers of guests","description":"A list of addresses","type":"array","items":{"type":"string"},"default":[],"examples":[["192.0.2.53"]]},"domain":{"title":"Search domain of guests","type":"string","examples":["lab.example"]},"timezone":{"title":"Time zone of guests","type":"string","examples":["Europe/Berlin"]},"packages":{"title":"Packages of all guests","description":"A list of Debian package names","type":"array","items":{"type":"string"},"default":[],"examples":[["curl","jq"]]},"vm_user":{"title":"Login on guests","type":"string","default":"homestak"},"host_user":{"title":"Login on Proxmox VE hosts","type":"string","examples":["root"]},"server_url":{"title":"Address of the spec server","type":"string","examples":["https://192.0.2.10:44443"]},"image_release":{"title":"Release that images are fetched from","description":"The tag of a release; latest is a tag like any other here.","type":"string","default":"latest","examples":["v0.57"]},"image_repository":{"title":"Repository that images are fetched from","description":"OWNER/NAME","type":"string","pattern":"^([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)?$","default":"homestak-iac/packer"},"image_api":{"title":"Release API that images are looked up in","description":"An https URL that speaks GitHub's API","type":"string","pattern":"^(https://[^\\s]+)?$","default":"https://api.github.com","examples":["https://github.example/api/v3"]},"image_ca_file":{"title":"PEM file of the authority behind the image sources","description":"Counted from the site-config directory unless it is absolute; trusted beside the system's own.","type":"string","examples":["tls/mirror-ca.pem"]},"pve_remove_subscription_nag":{"title":"Take out the subscription notice of Proxmox VE","type":"boolean","default":true}}}},"examples":[{"id":"home","defaults":{"host":"hv0","gateway":"192.0.2.1","dns_servers":["192.0.2.53"],"domain":"lab.example"}}]};
const pattern4 = new RegExp("^[a-z][a-z0-9-]{0,29}$", "u");
const pattern5 = new RegExp("^https?://[^\\s]+$", "u");
const pattern6 = new RegExp("^[^.\\s]+(\\.[^.\\s]+)+$", "u");
const pattern7 = new RegExp("^[A-Za-z][A-Za-z0-9-]*$", "u");
const pattern8 = new RegExp("^[^\\u0000]*$", "u");
const pattern9 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$", "u");
const pattern10 = new RegExp("^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$", "u");
const pattern11 = new RegExp("^[^/\\s]+$", "u");
const pattern12 = new RegExp("^https://[^\\s]+$", "u");
const pattern13 = new RegExp("^sha256:[0-9A-Fa-f]{64}$", "u");
const pattern14 = new RegExp("^([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)?$", "u");
const pattern15 = new RegExp("^(https://[^\\s]+)?$", "u");
const func1 = part0;

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="homestak/site/v1" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.id !== undefined){
let data0 = data.id;
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err0 = {instancePath:instancePath+"/id",schemaPath:"#/properties/id/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]{0,29}$"},message:"must match pattern \""+"^[a-z][a-z0-9-]{0,29}$"+"\"",schema:"^[a-z][a-z0-9-]{0,29}$",parentSchema:schema31.properties.id,data:data0};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.id.type,parentSchema:schema31.properties.id,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.reconcile !== undefined){
let data1 = data.reconcile;
if(typeof data1 !== "string"){
const err2 = {instancePath:instancePath+"/reconcile",schemaPath:"#/properties/reconcile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.reconcile.type,parentSchema:schema31.properties.reconcile,data:data1};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(!(data1 === "all")){
const err3 = {instancePath:instancePath+"/reconcile",schemaPath:"#/properties/reconcile/enum",keyword:"enum",params:{allowedValues: schema31.properties.reconcile.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.reconcile.enum,parentSchema:schema31.properties.reconcile,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.vmids !== undefined){
let data2 = data.vmids;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.first !== undefined){
let data3 = data2.first;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err4 = {instancePath:instancePath+"/vmids/first",schemaPath:"#/properties/vmids/properties/first/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.vmids.properties.first.type,parentSchema:schema31.properties.vmids.properties.first,data:data3};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 999999999 || isNaN(data3)){
const err5 = {instancePath:instancePath+"/vmids/first",schemaPath:"#/properties/vmids/properties/first/maximum",keyword:"maximum",params:{comparison: "<=", limit: 999999999},message:"must be <= 999999999",schema:999999999,parentSchema:schema31.properties.vmids.properties.first,data:data3};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data3 < 100 || isNaN(data3)){
const err6 = {instancePath:instancePath+"/vmids/first",schemaPath:"#/properties/vmids/properties/first/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100},message:"must be >= 100",schema:100,parentSchema:schema31.properties.vmids.properties.first,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
if(data2.last !== undefined){
let data4 = data2.last;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
const err7 = {instancePath:instancePath+"/vmids/last",schemaPath:"#/properties/vmids/properties/last/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.vmids.properties.last.type,parentSchema:schema31.properties.vmids.properties.last,data:data4};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 999999999 || isNaN(data4)){
const err8 = {instancePath:instancePath+"/vmids/last",schemaPath:"#/properties/vmids/properties/last/maximum",keyword:"maximum",params:{comparison: "<=", limit: 999999999},message:"must be <= 999999999",schema:999999999,parentSchema:schema31.properties.vmids.properties.last,data:data4};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data4 < 100 || isNaN(data4)){
const err9 = {instancePath:instancePath+"/vmids/last",schemaPath:"#/properties/vmids/properties/last/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100},message:"must be >= 100",schema:100,parentSchema:schema31.properties.vmids.properties.last,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
}
else {
const err10 = {instancePath:instancePath+"/vmids",schemaPath:"#/properties/vmids/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.vmids.type,parentSchema:schema31.properties.vmids,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.settings !== undefined){
let data5 = data.settings;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.notifications !== undefined){
let data6 = data5.notifications;
if(Array.isArray(data6)){
const len0 = data6.length;
for(let i0=0; i0<len0; i0++){
let data7 = data6[i0];
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.on === undefined){
const err11 = {instancePath:instancePath+"/settings/notifications/" + i0,schemaPath:"#/properties/settings/properties/notifications/items/required",keyword:"required",params:{missingProperty: "on"},message:"must have required property '"+"on"+"'",schema:schema31.properties.settings.properties.notifications.items.required,parentSchema:schema31.properties.settings.properties.notifications.items,data:data7};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key0 in data7){
if(!(((((((key0 === "on") || (key0 === "webhook")) || (key0 === "secret")) || (key0 === "header")) || (key0 === "command")) || (key0 === "hosts")) || (key0 === "manifests"))){
const err12 = {instancePath:instancePath+"/settings/notifications/" + i0,schemaPath:"#/properties/settings/properties/notifications/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.settings.properties.notifications.items,data:data7};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data7.on !== undefined){
let data8 = data7.on;
if(Array.isArray(data8)){
if(data8.length < 1){
const err13 = {instancePath:instancePath+"/settings/notifications/" + i0+"/on",schemaPath:"#/properties/settings/properties/notifications/items/properties/on/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31.properties.settings.properties.notifications.items.properties.on,data:data8};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
const len1 = data8.length;
for(let i1=0; i1<len1; i1++){
let data9 = data8[i1];
if(typeof data9 !== "string"){
const err14 = {instancePath:instancePath+"/settings/notifications/" + i0+"/on/" + i1,schemaPath:"#/properties/settings/properties/notifications/items/properties/on/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.settings.properties.notifications.items.properties.on.items.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.on.items,data:data9};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(!((((((((((((((((((((((((((((((((data9 === "all") || (data9 === "failed")) || (data9 === "held")) || (data9 === "drift")) || (data9 === "destroyed")) || (data9 === "recovered")) || (data9 === "host")) || (data9 === "Changed")) || (data9 === "Destroyed")) || (data9 === "Drift")) || (data9 === "Failed")) || (data9 === "FetchFailed")) || (data9 === "FetchNote")) || (data9 === "FetchStarted")) || (data9 === "Fetched")) || (data9 === "Held")) || (data9 === "HostBack")) || (data9 === "HostLost")) || (data9 === "Interrupted")) || (data9 === "LeftoverKept")) || (data9 === "Mended")) || (data9 === "Problem")) || (data9 === "Ready")) || (data9 === "Released")) || (data9 === "Retry")) || (data9 === "RollBack")) || (data9 === "StepDone")) || (data9 === "StepStarted")) || (data9 === "Undeclared")) || (data9 === "Unknown")) || (data9 === "Unsupported")) || (data9 === "Waiting"))){
const err15 = {instancePath:instancePath+"/settings/notifications/" + i0+"/on/" + i1,schemaPath:"#/properties/settings/properties/notifications/items/properties/on/items/enum",keyword:"enum",params:{allowedValues: schema31.properties.settings.properties.notifications.items.properties.on.items.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.settings.properties.notifications.items.properties.on.items.enum,parentSchema:schema31.properties.settings.properties.notifications.items.properties.on.items,data:data9};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
let i2 = data8.length;
let j0;
if(i2 > 1){
const indices0 = {};
for(;i2--;){
let item0 = data8[i2];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err16 = {instancePath:instancePath+"/settings/notifications/" + i0+"/on",schemaPath:"#/properties/settings/properties/notifications/items/properties/on/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i2+" are identical)",schema:true,parentSchema:schema31.properties.settings.properties.notifications.items.properties.on,data:data8};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
else {
const err17 = {instancePath:instancePath+"/settings/notifications/" + i0+"/on",schemaPath:"#/properties/settings/properties/notifications/items/properties/on/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.settings.properties.notifications.items.properties.on.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.on,data:data8};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data7.webhook !== undefined){
let data10 = data7.webhook;
if(typeof data10 === "string"){
if(!pattern5.test(data10)){
const err18 = {instancePath:instancePath+"/settings/notifications/" + i0+"/webhook",schemaPath:"#/properties/settings/properties/notifications/items/properties/webhook/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s]+$"},message:"must match pattern \""+"^https?://[^\\s]+$"+"\"",schema:"^https?://[^\\s]+$",parentSchema:schema31.properties.settings.properties.notifications.items.properties.webhook,data:data10};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/settings/notifications/" + i0+"/webhook",schemaPath:"#/properties/settings/properties/notifications/items/properties/webhook/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.settings.properties.notifications.items.properties.webhook.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.webhook,data:data10};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data7.secret !== undefined){
let data11 = data7.secret;
if(typeof data11 === "string"){
if(!pattern6.test(data11)){
const err20 = {instancePath:instancePath+"/settings/notifications/" + i0+"/secret",schemaPath:"#/properties/settings/properties/notifications/items/properties/secret/pattern",keyword:"pattern",params:{pattern: "^[^.\\s]+(\\.[^.\\s]+)+$"},message:"must match pattern \""+"^[^.\\s]+(\\.[^.\\s]+)+$"+"\"",schema:"^[^.\\s]+(\\.[^.\\s]+)+$",parentSchema:schema31.properties.settings.properties.notifications.items.properties.secret,data:data11};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/settings/notifications/" + i0+"/secret",schemaPath:"#/properties/settings/properties/notifications/items/properties/secret/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.settings.properties.notifications.items.properties.secret.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.secret,data:data11};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data7.header !== undefined){
let data12 = data7.header;
if(typeof data12 === "string"){
if(!pattern7.test(data12)){
const err22 = {instancePath:instancePath+"/settings/notifications/" + i0+"/header",schemaPath:"#/properties/settings/properties/notifications/items/properties/header/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z][A-Za-z0-9-]*$"},message:"must match pattern \""+"^[A-Za-z][A-Za-z0-9-]*$"+"\"",schema:"^[A-Za-z][A-Za-z0-9-]*$",parentSchema:schema31.properties.settings.properties.notifications.items.properties.header,data:data12};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
else {
const err23 = {instancePath:instancePath+"/settings/notifications/" + i0+"/header",schemaPath:"#/properties/settings/properties/notifications/items/properties/header/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.settings.properties.notifications.items.properties.header.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.header,data:data12};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data7.command !== undefined){
let data13 = data7.command;
if(Array.isArray(data13)){
if(data13.length < 1){
const err24 = {instancePath:instancePath+"/settings/notifications/" + i0+"/command",schemaPath:"#/properties/settings/properties/notifications/items/properties/command/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31.properties.settings.properties.notifications.items.properties.command,data:data13};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
const len2 = data13.length;
for(let i3=0; i3<len2; i3++){
let data14 = data13[i3];
if(typeof data14 === "string"){
if(!pattern8.test(data14)){
const err25 = {instancePath:instancePath+"/settings/notifications/" + i0+"/command/" + i3,schemaPath:"#/properties/settings/properties/notifications/items/properties/command/items/pattern",keyword:"pattern",params:{pattern: "^[^\\u0000]*$"},message:"must match pattern \""+"^[^\\u0000]*$"+"\"",schema:"^[^\\u0000]*$",parentSchema:schema31.properties.settings.properties.notifications.items.properties.command.items,data:data14};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/settings/notifications/" + i0+"/command/" + i3,schemaPath:"#/properties/settings/properties/notifications/items/properties/command/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.settings.properties.notifications.items.properties.command.items.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.command.items,data:data14};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/settings/notifications/" + i0+"/command",schemaPath:"#/properties/settings/properties/notifications/items/properties/command/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.settings.properties.notifications.items.properties.command.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.command,data:data13};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data7.hosts !== undefined){
let data15 = data7.hosts;
if(Array.isArray(data15)){
if(data15.length < 1){
const err28 = {instancePath:instancePath+"/settings/notifications/" + i0+"/hosts",schemaPath:"#/properties/settings/properties/notifications/items/properties/hosts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31.properties.settings.properties.notifications.items.properties.hosts,data:data15};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
const len3 = data15.length;
for(let i4=0; i4<len3; i4++){
let data16 = data15[i4];
if(typeof data16 !== "string"){
const err29 = {instancePath:instancePath+"/settings/notifications/" + i0+"/hosts/" + i4,schemaPath:"#/properties/settings/properties/notifications/items/properties/hosts/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.settings.properties.notifications.items.properties.hosts.items.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.hosts.items,data:data16};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
else {
const err30 = {instancePath:instancePath+"/settings/notifications/" + i0+"/hosts",schemaPath:"#/properties/settings/properties/notifications/items/properties/hosts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.settings.properties.notifications.items.properties.hosts.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.hosts,data:data15};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data7.manifests !== undefined){
let data17 = data7.manifests;
if(Array.isArray(data17)){
if(data17.length < 1){
const err31 = {instancePath:instancePath+"/settings/notifications/" + i0+"/manifests",schemaPath:"#/properties/settings/properties/notifications/items/properties/manifests/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31.properties.settings.properties.notifications.items.properties.manifests,data:data17};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
const len4 = data17.length;
for(let i5=0; i5<len4; i5++){
let data18 = data17[i5];
if(typeof data18 !== "string"){
const err32 = {instancePath:instancePath+"/settings/notifications/" + i0+"/manifests/" + i5,schemaPath:"#/properties/settings/properties/notifications/items/properties/manifests/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.settings.properties.notifications.items.properties.manifests.items.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.manifests.items,data:data18};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
}
else {
const err33 = {instancePath:instancePath+"/settings/notifications/" + i0+"/manifests",schemaPath:"#/properties/settings/properties/notifications/items/properties/manifests/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.settings.properties.notifications.items.properties.manifests.type,parentSchema:schema31.properties.settings.properties.notifications.items.properties.manifests,data:data17};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/settings/notifications/" + i0,schemaPath:"#/properties/settings/properties/notifications/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.settings.properties.notifications.items.type,parentSchema:schema31.properties.settings.properties.notifications.items,data:data7};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
else {
const err35 = {instancePath:instancePath+"/settings/notifications",schemaPath:"#/properties/settings/properties/notifications/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.settings.properties.notifications.type,parentSchema:schema31.properties.settings.properties.notifications,data:data6};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/settings",schemaPath:"#/properties/settings/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.settings.type,parentSchema:schema31.properties.settings,data:data5};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data.images !== undefined){
let data19 = data.images;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
for(const key1 in data19){
const _errs45 = errors;
if(typeof key1 === "string"){
if(!pattern9.test(key1)){
const err37 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$",parentSchema:schema31.properties.images.propertyNames,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
var valid15 = _errs45 === errors;
if(!valid15){
const err38 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/propertyNames",keyword:"propertyNames",params:{propertyName: key1},message:"property name must be valid",schema:schema31.properties.images.propertyNames,parentSchema:schema31.properties.images,data:data19};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
for(const key2 in data19){
let data20 = data19[key2];
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
for(const key3 in data20){
if(!(((((key3 === "repository") || (key3 === "release")) || (key3 === "asset")) || (key3 === "url")) || (key3 === "pin"))){
const err39 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/images/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.images.additionalProperties,data:data20};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data20.repository !== undefined){
let data21 = data20.repository;
if(typeof data21 === "string"){
if(!pattern10.test(data21)){
const err40 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/repository",schemaPath:"#/properties/images/additionalProperties/properties/repository/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$"},message:"must match pattern \""+"^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$"+"\"",schema:"^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$",parentSchema:schema31.properties.images.additionalProperties.properties.repository,data:data21};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
else {
const err41 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/repository",schemaPath:"#/properties/images/additionalProperties/properties/repository/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.images.additionalProperties.properties.repository.type,parentSchema:schema31.properties.images.additionalProperties.properties.repository,data:data21};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data20.release !== undefined){
let data22 = data20.release;
if(typeof data22 === "string"){
if(func1(data22) < 1){
const err42 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/release",schemaPath:"#/properties/images/additionalProperties/properties/release/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema31.properties.images.additionalProperties.properties.release,data:data22};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
else {
const err43 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/release",schemaPath:"#/properties/images/additionalProperties/properties/release/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.images.additionalProperties.properties.release.type,parentSchema:schema31.properties.images.additionalProperties.properties.release,data:data22};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data20.asset !== undefined){
let data23 = data20.asset;
if(typeof data23 === "string"){
if(!pattern11.test(data23)){
const err44 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/asset",schemaPath:"#/properties/images/additionalProperties/properties/asset/pattern",keyword:"pattern",params:{pattern: "^[^/\\s]+$"},message:"must match pattern \""+"^[^/\\s]+$"+"\"",schema:"^[^/\\s]+$",parentSchema:schema31.properties.images.additionalProperties.properties.asset,data:data23};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
else {
const err45 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/asset",schemaPath:"#/properties/images/additionalProperties/properties/asset/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.images.additionalProperties.properties.asset.type,parentSchema:schema31.properties.images.additionalProperties.properties.asset,data:data23};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data20.url !== undefined){
let data24 = data20.url;
if(typeof data24 === "string"){
if(!pattern12.test(data24)){
const err46 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/url",schemaPath:"#/properties/images/additionalProperties/properties/url/pattern",keyword:"pattern",params:{pattern: "^https://[^\\s]+$"},message:"must match pattern \""+"^https://[^\\s]+$"+"\"",schema:"^https://[^\\s]+$",parentSchema:schema31.properties.images.additionalProperties.properties.url,data:data24};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
else {
const err47 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/url",schemaPath:"#/properties/images/additionalProperties/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.images.additionalProperties.properties.url.type,parentSchema:schema31.properties.images.additionalProperties.properties.url,data:data24};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data20.pin !== undefined){
let data25 = data20.pin;
if(typeof data25 === "string"){
if(!pattern13.test(data25)){
const err48 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/pin",schemaPath:"#/properties/images/additionalProperties/properties/pin/pattern",keyword:"pattern",params:{pattern: "^sha256:[0-9A-Fa-f]{64}$"},message:"must match pattern \""+"^sha256:[0-9A-Fa-f]{64}$"+"\"",schema:"^sha256:[0-9A-Fa-f]{64}$",parentSchema:schema31.properties.images.additionalProperties.properties.pin,data:data25};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
else {
const err49 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/pin",schemaPath:"#/properties/images/additionalProperties/properties/pin/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.images.additionalProperties.properties.pin.type,parentSchema:schema31.properties.images.additionalProperties.properties.pin,data:data25};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
}
else {
const err50 = {instancePath:instancePath+"/images/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/images/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.images.additionalProperties.type,parentSchema:schema31.properties.images.additionalProperties,data:data20};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
}
else {
const err51 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.images.type,parentSchema:schema31.properties.images,data:data19};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data.defaults !== undefined){
let data26 = data.defaults;
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
if(data26.host !== undefined){
let data27 = data26.host;
if(typeof data27 !== "string"){
const err52 = {instancePath:instancePath+"/defaults/host",schemaPath:"#/properties/defaults/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.host.type,parentSchema:schema31.properties.defaults.properties.host,data:data27};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data26.bridge !== undefined){
let data28 = data26.bridge;
if(typeof data28 !== "string"){
const err53 = {instancePath:instancePath+"/defaults/bridge",schemaPath:"#/properties/defaults/properties/bridge/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.bridge.type,parentSchema:schema31.properties.defaults.properties.bridge,data:data28};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data26.provisioner !== undefined){
let data29 = data26.provisioner;
if(typeof data29 !== "string"){
const err54 = {instancePath:instancePath+"/defaults/provisioner",schemaPath:"#/properties/defaults/properties/provisioner/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.provisioner.type,parentSchema:schema31.properties.defaults.properties.provisioner,data:data29};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
if(!((data29 === "api") || (data29 === "tofu"))){
const err55 = {instancePath:instancePath+"/defaults/provisioner",schemaPath:"#/properties/defaults/properties/provisioner/enum",keyword:"enum",params:{allowedValues: schema31.properties.defaults.properties.provisioner.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.defaults.properties.provisioner.enum,parentSchema:schema31.properties.defaults.properties.provisioner,data:data29};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data26.gateway !== undefined){
let data30 = data26.gateway;
if(typeof data30 !== "string"){
const err56 = {instancePath:instancePath+"/defaults/gateway",schemaPath:"#/properties/defaults/properties/gateway/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.gateway.type,parentSchema:schema31.properties.defaults.properties.gateway,data:data30};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data26.dns_servers !== undefined){
let data31 = data26.dns_servers;
if(Array.isArray(data31)){
const len5 = data31.length;
for(let i6=0; i6<len5; i6++){
let data32 = data31[i6];
if(typeof data32 !== "string"){
const err57 = {instancePath:instancePath+"/defaults/dns_servers/" + i6,schemaPath:"#/properties/defaults/properties/dns_servers/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.dns_servers.items.type,parentSchema:schema31.properties.defaults.properties.dns_servers.items,data:data32};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
}
else {
const err58 = {instancePath:instancePath+"/defaults/dns_servers",schemaPath:"#/properties/defaults/properties/dns_servers/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.defaults.properties.dns_servers.type,parentSchema:schema31.properties.defaults.properties.dns_servers,data:data31};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data26.domain !== undefined){
let data33 = data26.domain;
if(typeof data33 !== "string"){
const err59 = {instancePath:instancePath+"/defaults/domain",schemaPath:"#/properties/defaults/properties/domain/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.domain.type,parentSchema:schema31.properties.defaults.properties.domain,data:data33};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
if(data26.timezone !== undefined){
let data34 = data26.timezone;
if(typeof data34 !== "string"){
const err60 = {instancePath:instancePath+"/defaults/timezone",schemaPath:"#/properties/defaults/properties/timezone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.timezone.type,parentSchema:schema31.properties.defaults.properties.timezone,data:data34};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data26.packages !== undefined){
let data35 = data26.packages;
if(Array.isArray(data35)){
const len6 = data35.length;
for(let i7=0; i7<len6; i7++){
let data36 = data35[i7];
if(typeof data36 !== "string"){
const err61 = {instancePath:instancePath+"/defaults/packages/" + i7,schemaPath:"#/properties/defaults/properties/packages/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.packages.items.type,parentSchema:schema31.properties.defaults.properties.packages.items,data:data36};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
}
else {
const err62 = {instancePath:instancePath+"/defaults/packages",schemaPath:"#/properties/defaults/properties/packages/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.defaults.properties.packages.type,parentSchema:schema31.properties.defaults.properties.packages,data:data35};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data26.vm_user !== undefined){
let data37 = data26.vm_user;
if(typeof data37 !== "string"){
const err63 = {instancePath:instancePath+"/defaults/vm_user",schemaPath:"#/properties/defaults/properties/vm_user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.vm_user.type,parentSchema:schema31.properties.defaults.properties.vm_user,data:data37};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data26.host_user !== undefined){
let data38 = data26.host_user;
if(typeof data38 !== "string"){
const err64 = {instancePath:instancePath+"/defaults/host_user",schemaPath:"#/properties/defaults/properties/host_user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.host_user.type,parentSchema:schema31.properties.defaults.properties.host_user,data:data38};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
if(data26.server_url !== undefined){
let data39 = data26.server_url;
if(typeof data39 !== "string"){
const err65 = {instancePath:instancePath+"/defaults/server_url",schemaPath:"#/properties/defaults/properties/server_url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.server_url.type,parentSchema:schema31.properties.defaults.properties.server_url,data:data39};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data26.image_release !== undefined){
let data40 = data26.image_release;
if(typeof data40 !== "string"){
const err66 = {instancePath:instancePath+"/defaults/image_release",schemaPath:"#/properties/defaults/properties/image_release/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.image_release.type,parentSchema:schema31.properties.defaults.properties.image_release,data:data40};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
if(data26.image_repository !== undefined){
let data41 = data26.image_repository;
if(typeof data41 === "string"){
if(!pattern14.test(data41)){
const err67 = {instancePath:instancePath+"/defaults/image_repository",schemaPath:"#/properties/defaults/properties/image_repository/pattern",keyword:"pattern",params:{pattern: "^([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)?$"},message:"must match pattern \""+"^([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)?$"+"\"",schema:"^([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)?$",parentSchema:schema31.properties.defaults.properties.image_repository,data:data41};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
else {
const err68 = {instancePath:instancePath+"/defaults/image_repository",schemaPath:"#/properties/defaults/properties/image_repository/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.image_repository.type,parentSchema:schema31.properties.defaults.properties.image_repository,data:data41};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data26.image_api !== undefined){
let data42 = data26.image_api;
if(typeof data42 === "string"){
if(!pattern15.test(data42)){
const err69 = {instancePath:instancePath+"/defaults/image_api",schemaPath:"#/properties/defaults/properties/image_api/pattern",keyword:"pattern",params:{pattern: "^(https://[^\\s]+)?$"},message:"must match pattern \""+"^(https://[^\\s]+)?$"+"\"",schema:"^(https://[^\\s]+)?$",parentSchema:schema31.properties.defaults.properties.image_api,data:data42};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
else {
const err70 = {instancePath:instancePath+"/defaults/image_api",schemaPath:"#/properties/defaults/properties/image_api/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.image_api.type,parentSchema:schema31.properties.defaults.properties.image_api,data:data42};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data26.image_ca_file !== undefined){
let data43 = data26.image_ca_file;
if(typeof data43 !== "string"){
const err71 = {instancePath:instancePath+"/defaults/image_ca_file",schemaPath:"#/properties/defaults/properties/image_ca_file/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.defaults.properties.image_ca_file.type,parentSchema:schema31.properties.defaults.properties.image_ca_file,data:data43};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data26.pve_remove_subscription_nag !== undefined){
let data44 = data26.pve_remove_subscription_nag;
if(typeof data44 !== "boolean"){
const err72 = {instancePath:instancePath+"/defaults/pve_remove_subscription_nag",schemaPath:"#/properties/defaults/properties/pve_remove_subscription_nag/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema31.properties.defaults.properties.pve_remove_subscription_nag.type,parentSchema:schema31.properties.defaults.properties.pve_remove_subscription_nag,data:data44};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
}
else {
const err73 = {instancePath:instancePath+"/defaults",schemaPath:"#/properties/defaults/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.defaults.type,parentSchema:schema31.properties.defaults,data:data26};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
}
else {
const err74 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.type,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":{"id":true,"reconcile":true,"vmids":true,"settings":true,"images":true,"defaults":true},"dynamicProps":false,"dynamicItems":false};

export const isNodeDocument: Validator<NodeDocument> = validate21;
const schema32 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"homestak/node/v1","title":"homestak host","description":"nodes/NAME.yaml of a site-config: a host that runs Proxmox VE, by the name of its file. An empty value counts as left out. Other keys than these are passed over with a warning.","type":"object","properties":{"node":{"title":"Name of the Proxmox VE node","description":"Left out: the name of the file.","type":"string","examples":["hv0"]},"host":{"title":"Entry in hosts for the same machine","description":"For people.","type":"string","examples":["hv0"]},"api_endpoint":{"title":"Address of the API","description":"https:// with the host and the port, without a path","type":"string","pattern":"^(https://[^/\\s]+/?)?$","examples":["https://192.0.2.10:8006"]},"api_token":{"title":"Key below api_tokens in secrets.yaml","description":"Left out: the name of the file.","type":"string","examples":["hv0"]},"datastore":{"title":"Storage for disks","type":"string","examples":["local-zfs"]},"iso_datastore":{"title":"Storage for seed ISOs","description":"Left out: the first active storage with iso content, local before others.","type":"string","examples":["local"]},"fingerprint":{"title":"SHA-256 of the certificate","description":"32 bytes in hexadecimal with colons between them, in quotes","type":"string","pattern":"^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$"},"ca_file":{"title":"PEM file of the certificate authority","description":"Counted from the site-config directory unless it is absolute.","type":"string","examples":["tls/hv0-ca.pem"]},"images":{"title":"Images","description":"A mapping of image names to volume ids of this host; it wins over what is found on its storages","type":"object","additionalProperties":{"type":"string"},"examples":[{"debian-12":"local:import/debian-12.qcow2"}]},"ip":{"title":"Address for SSH","type":"string","examples":["192.0.2.10"]},"host_user":{"title":"Login for SSH","description":"Left out: host_user of site.yaml.","type":"string","examples":["root"]}},"examples":[{"node":"hv0","api_endpoint":"https://192.0.2.10:8006","api_token":"hv0","datastore":"local-zfs"}]};
const pattern16 = new RegExp("^(https://[^/\\s]+/?)?$", "u");
const pattern17 = new RegExp("^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$", "u");

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="homestak/node/v1" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.node !== undefined){
let data0 = data.node;
if(typeof data0 !== "string"){
const err0 = {instancePath:instancePath+"/node",schemaPath:"#/properties/node/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.node.type,parentSchema:schema32.properties.node,data:data0};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.host !== undefined){
let data1 = data.host;
if(typeof data1 !== "string"){
const err1 = {instancePath:instancePath+"/host",schemaPath:"#/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.host.type,parentSchema:schema32.properties.host,data:data1};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.api_endpoint !== undefined){
let data2 = data.api_endpoint;
if(typeof data2 === "string"){
if(!pattern16.test(data2)){
const err2 = {instancePath:instancePath+"/api_endpoint",schemaPath:"#/properties/api_endpoint/pattern",keyword:"pattern",params:{pattern: "^(https://[^/\\s]+/?)?$"},message:"must match pattern \""+"^(https://[^/\\s]+/?)?$"+"\"",schema:"^(https://[^/\\s]+/?)?$",parentSchema:schema32.properties.api_endpoint,data:data2};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/api_endpoint",schemaPath:"#/properties/api_endpoint/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.api_endpoint.type,parentSchema:schema32.properties.api_endpoint,data:data2};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.api_token !== undefined){
let data3 = data.api_token;
if(typeof data3 !== "string"){
const err4 = {instancePath:instancePath+"/api_token",schemaPath:"#/properties/api_token/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.api_token.type,parentSchema:schema32.properties.api_token,data:data3};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.datastore !== undefined){
let data4 = data.datastore;
if(typeof data4 !== "string"){
const err5 = {instancePath:instancePath+"/datastore",schemaPath:"#/properties/datastore/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.datastore.type,parentSchema:schema32.properties.datastore,data:data4};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.iso_datastore !== undefined){
let data5 = data.iso_datastore;
if(typeof data5 !== "string"){
const err6 = {instancePath:instancePath+"/iso_datastore",schemaPath:"#/properties/iso_datastore/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.iso_datastore.type,parentSchema:schema32.properties.iso_datastore,data:data5};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.fingerprint !== undefined){
let data6 = data.fingerprint;
if(typeof data6 === "string"){
if(!pattern17.test(data6)){
const err7 = {instancePath:instancePath+"/fingerprint",schemaPath:"#/properties/fingerprint/pattern",keyword:"pattern",params:{pattern: "^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$"},message:"must match pattern \""+"^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$"+"\"",schema:"^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$",parentSchema:schema32.properties.fingerprint,data:data6};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/fingerprint",schemaPath:"#/properties/fingerprint/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.fingerprint.type,parentSchema:schema32.properties.fingerprint,data:data6};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.ca_file !== undefined){
let data7 = data.ca_file;
if(typeof data7 !== "string"){
const err9 = {instancePath:instancePath+"/ca_file",schemaPath:"#/properties/ca_file/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.ca_file.type,parentSchema:schema32.properties.ca_file,data:data7};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.images !== undefined){
let data8 = data.images;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key0 in data8){
let data9 = data8[key0];
if(typeof data9 !== "string"){
const err10 = {instancePath:instancePath+"/images/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/images/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.images.additionalProperties.type,parentSchema:schema32.properties.images.additionalProperties,data:data9};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32.properties.images.type,parentSchema:schema32.properties.images,data:data8};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.ip !== undefined){
let data10 = data.ip;
if(typeof data10 !== "string"){
const err12 = {instancePath:instancePath+"/ip",schemaPath:"#/properties/ip/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.ip.type,parentSchema:schema32.properties.ip,data:data10};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.host_user !== undefined){
let data11 = data.host_user;
if(typeof data11 !== "string"){
const err13 = {instancePath:instancePath+"/host_user",schemaPath:"#/properties/host_user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.host_user.type,parentSchema:schema32.properties.host_user,data:data11};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32.type,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":{"node":true,"host":true,"api_endpoint":true,"api_token":true,"datastore":true,"iso_datastore":true,"fingerprint":true,"ca_file":true,"images":true,"ip":true,"host_user":true},"dynamicProps":false,"dynamicItems":false};

export const isHostDocument: Validator<HostDocument> = validate22;
const schema33 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"homestak/host/v1","title":"homestak machine","description":"hosts/NAME.yaml of a site-config: a machine that is reached over SSH and has no Proxmox VE API yet. Nothing can be placed on it before it has an entry in nodes. Other keys than these are for people.","type":"object","properties":{"host":{"title":"Name of the machine","description":"Left out: the name of the file.","type":"string","examples":["bare1"]},"domain":{"title":"Domain of the machine","type":"string","examples":["lab.example"]},"ip":{"title":"Address for SSH","description":"Left out: the address of vmbr0 below network.","type":"string","examples":["192.0.2.30"]},"network":{"title":"Network","type":"object","properties":{"interfaces":{"title":"Interfaces by name","type":"object","additionalProperties":{"title":"One interface","type":"object","properties":{"type":{"title":"Kind","type":"string","examples":["bridge"]},"ports":{"title":"Cards of a bridge","description":"A list of interface names","type":"array","items":{"type":"string"},"examples":[["eno1"]]},"address":{"title":"Address","description":"IPv4, with or without its prefix length","type":"string","examples":["192.0.2.30/24"]},"gateway":{"title":"Gateway","type":"string","examples":["192.0.2.1"]}}}}}},"storage":{"title":"Disks and pools, as found","type":"object"},"hardware":{"title":"Processor and memory, as found","type":"object"},"ssh":{"title":"How its SSH server is set up, as found","type":"object"},"access":{"title":"Logging in","type":"object","properties":{"host_user":{"title":"Login for SSH","description":"Left out: host_user of site.yaml.","type":"string","examples":["root"]},"ssh_port":{"title":"Port","description":"A whole number from 1 to 65535","type":"integer","minimum":1,"maximum":65535,"default":22},"authorized_keys":{"title":"Keys that may log in, as found","description":"A list of public keys","type":"array","items":{"type":"string"}}}}},"examples":[{"host":"bare1","ip":"192.0.2.30","access":{"host_user":"root"}}]};

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="homestak/host/v1" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.host !== undefined){
let data0 = data.host;
if(typeof data0 !== "string"){
const err0 = {instancePath:instancePath+"/host",schemaPath:"#/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.host.type,parentSchema:schema33.properties.host,data:data0};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.domain !== undefined){
let data1 = data.domain;
if(typeof data1 !== "string"){
const err1 = {instancePath:instancePath+"/domain",schemaPath:"#/properties/domain/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.domain.type,parentSchema:schema33.properties.domain,data:data1};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.ip !== undefined){
let data2 = data.ip;
if(typeof data2 !== "string"){
const err2 = {instancePath:instancePath+"/ip",schemaPath:"#/properties/ip/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.ip.type,parentSchema:schema33.properties.ip,data:data2};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.network !== undefined){
let data3 = data.network;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.interfaces !== undefined){
let data4 = data3.interfaces;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key0 in data4){
let data5 = data4[key0];
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.type !== undefined){
let data6 = data5.type;
if(typeof data6 !== "string"){
const err3 = {instancePath:instancePath+"/network/interfaces/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/type",schemaPath:"#/properties/network/properties/interfaces/additionalProperties/properties/type/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.network.properties.interfaces.additionalProperties.properties.type.type,parentSchema:schema33.properties.network.properties.interfaces.additionalProperties.properties.type,data:data6};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data5.ports !== undefined){
let data7 = data5.ports;
if(Array.isArray(data7)){
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
let data8 = data7[i0];
if(typeof data8 !== "string"){
const err4 = {instancePath:instancePath+"/network/interfaces/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/ports/" + i0,schemaPath:"#/properties/network/properties/interfaces/additionalProperties/properties/ports/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.network.properties.interfaces.additionalProperties.properties.ports.items.type,parentSchema:schema33.properties.network.properties.interfaces.additionalProperties.properties.ports.items,data:data8};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/network/interfaces/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/ports",schemaPath:"#/properties/network/properties/interfaces/additionalProperties/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema33.properties.network.properties.interfaces.additionalProperties.properties.ports.type,parentSchema:schema33.properties.network.properties.interfaces.additionalProperties.properties.ports,data:data7};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data5.address !== undefined){
let data9 = data5.address;
if(typeof data9 !== "string"){
const err6 = {instancePath:instancePath+"/network/interfaces/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/address",schemaPath:"#/properties/network/properties/interfaces/additionalProperties/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.network.properties.interfaces.additionalProperties.properties.address.type,parentSchema:schema33.properties.network.properties.interfaces.additionalProperties.properties.address,data:data9};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data5.gateway !== undefined){
let data10 = data5.gateway;
if(typeof data10 !== "string"){
const err7 = {instancePath:instancePath+"/network/interfaces/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/gateway",schemaPath:"#/properties/network/properties/interfaces/additionalProperties/properties/gateway/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.network.properties.interfaces.additionalProperties.properties.gateway.type,parentSchema:schema33.properties.network.properties.interfaces.additionalProperties.properties.gateway,data:data10};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/network/interfaces/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/network/properties/interfaces/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.properties.network.properties.interfaces.additionalProperties.type,parentSchema:schema33.properties.network.properties.interfaces.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath:instancePath+"/network/interfaces",schemaPath:"#/properties/network/properties/interfaces/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.properties.network.properties.interfaces.type,parentSchema:schema33.properties.network.properties.interfaces,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath:instancePath+"/network",schemaPath:"#/properties/network/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.properties.network.type,parentSchema:schema33.properties.network,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.storage !== undefined){
let data11 = data.storage;
if(!(data11 && typeof data11 == "object" && !Array.isArray(data11))){
const err11 = {instancePath:instancePath+"/storage",schemaPath:"#/properties/storage/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.properties.storage.type,parentSchema:schema33.properties.storage,data:data11};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.hardware !== undefined){
let data12 = data.hardware;
if(!(data12 && typeof data12 == "object" && !Array.isArray(data12))){
const err12 = {instancePath:instancePath+"/hardware",schemaPath:"#/properties/hardware/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.properties.hardware.type,parentSchema:schema33.properties.hardware,data:data12};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.ssh !== undefined){
let data13 = data.ssh;
if(!(data13 && typeof data13 == "object" && !Array.isArray(data13))){
const err13 = {instancePath:instancePath+"/ssh",schemaPath:"#/properties/ssh/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.properties.ssh.type,parentSchema:schema33.properties.ssh,data:data13};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.access !== undefined){
let data14 = data.access;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
if(data14.host_user !== undefined){
let data15 = data14.host_user;
if(typeof data15 !== "string"){
const err14 = {instancePath:instancePath+"/access/host_user",schemaPath:"#/properties/access/properties/host_user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.access.properties.host_user.type,parentSchema:schema33.properties.access.properties.host_user,data:data15};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data14.ssh_port !== undefined){
let data16 = data14.ssh_port;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
const err15 = {instancePath:instancePath+"/access/ssh_port",schemaPath:"#/properties/access/properties/ssh_port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema33.properties.access.properties.ssh_port.type,parentSchema:schema33.properties.access.properties.ssh_port,data:data16};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 > 65535 || isNaN(data16)){
const err16 = {instancePath:instancePath+"/access/ssh_port",schemaPath:"#/properties/access/properties/ssh_port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema33.properties.access.properties.ssh_port,data:data16};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data16 < 1 || isNaN(data16)){
const err17 = {instancePath:instancePath+"/access/ssh_port",schemaPath:"#/properties/access/properties/ssh_port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema33.properties.access.properties.ssh_port,data:data16};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
if(data14.authorized_keys !== undefined){
let data17 = data14.authorized_keys;
if(Array.isArray(data17)){
const len1 = data17.length;
for(let i1=0; i1<len1; i1++){
let data18 = data17[i1];
if(typeof data18 !== "string"){
const err18 = {instancePath:instancePath+"/access/authorized_keys/" + i1,schemaPath:"#/properties/access/properties/authorized_keys/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.access.properties.authorized_keys.items.type,parentSchema:schema33.properties.access.properties.authorized_keys.items,data:data18};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/access/authorized_keys",schemaPath:"#/properties/access/properties/authorized_keys/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema33.properties.access.properties.authorized_keys.type,parentSchema:schema33.properties.access.properties.authorized_keys,data:data17};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/access",schemaPath:"#/properties/access/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.properties.access.type,parentSchema:schema33.properties.access,data:data14};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.type,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":{"host":true,"domain":true,"ip":true,"network":true,"storage":true,"hardware":true,"ssh":true,"access":true},"dynamicProps":false,"dynamicItems":false};

export const isPresetDocument: Validator<PresetDocument> = validate23;
const schema34 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"homestak/preset/v1","title":"homestak preset","description":"presets/NAME.yaml of a site-config: values for the nodes that name it. What a node says itself wins. Other keys than these are for people.","type":"object","properties":{"cores":{"title":"Processor cores","description":"A whole number from 1 to 128","type":"integer","examples":[2]},"memory":{"title":"Memory in MiB","description":"A whole number, 512 or more","type":"integer","examples":[2048]},"disk":{"title":"Size of the first disk in GiB","description":"A whole number, 1 or more","type":"integer","examples":[10]},"image":{"title":"Image","type":"string","examples":["debian-12"]},"bridge":{"title":"Bridge of network cards that name none","type":"string","examples":["vmbr0"]},"ip":{"title":"Address","description":"dhcp, or IPv4 with its prefix length","type":"string","default":"dhcp","examples":["192.0.2.9/24"]},"gateway":{"title":"Gateway beside a static address","type":"string","examples":["192.0.2.1"]},"packages":{"title":"Packages beside those of the site","description":"A list of Debian package names","type":"array","items":{"type":"string"},"examples":[["nginx"]]}},"examples":[{"cores":2,"memory":2048,"disk":10}]};

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="homestak/preset/v1" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate23.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.cores !== undefined){
let data0 = data.cores;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
const err0 = {instancePath:instancePath+"/cores",schemaPath:"#/properties/cores/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema34.properties.cores.type,parentSchema:schema34.properties.cores,data:data0};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.memory !== undefined){
let data1 = data.memory;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err1 = {instancePath:instancePath+"/memory",schemaPath:"#/properties/memory/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema34.properties.memory.type,parentSchema:schema34.properties.memory,data:data1};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.disk !== undefined){
let data2 = data.disk;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
const err2 = {instancePath:instancePath+"/disk",schemaPath:"#/properties/disk/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema34.properties.disk.type,parentSchema:schema34.properties.disk,data:data2};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.image !== undefined){
let data3 = data.image;
if(typeof data3 !== "string"){
const err3 = {instancePath:instancePath+"/image",schemaPath:"#/properties/image/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.image.type,parentSchema:schema34.properties.image,data:data3};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.bridge !== undefined){
let data4 = data.bridge;
if(typeof data4 !== "string"){
const err4 = {instancePath:instancePath+"/bridge",schemaPath:"#/properties/bridge/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.bridge.type,parentSchema:schema34.properties.bridge,data:data4};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.ip !== undefined){
let data5 = data.ip;
if(typeof data5 !== "string"){
const err5 = {instancePath:instancePath+"/ip",schemaPath:"#/properties/ip/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.ip.type,parentSchema:schema34.properties.ip,data:data5};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.gateway !== undefined){
let data6 = data.gateway;
if(typeof data6 !== "string"){
const err6 = {instancePath:instancePath+"/gateway",schemaPath:"#/properties/gateway/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.gateway.type,parentSchema:schema34.properties.gateway,data:data6};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.packages !== undefined){
let data7 = data.packages;
if(Array.isArray(data7)){
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
let data8 = data7[i0];
if(typeof data8 !== "string"){
const err7 = {instancePath:instancePath+"/packages/" + i0,schemaPath:"#/properties/packages/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.packages.items.type,parentSchema:schema34.properties.packages.items,data:data8};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/packages",schemaPath:"#/properties/packages/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema34.properties.packages.type,parentSchema:schema34.properties.packages,data:data7};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema34.type,parentSchema:schema34,data};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
validate23.errors = vErrors;
return errors === 0;
}
validate23.evaluated = {"props":{"cores":true,"memory":true,"disk":true,"image":true,"bridge":true,"ip":true,"gateway":true,"packages":true},"dynamicProps":false,"dynamicItems":false};

export const isPostureDocument: Validator<PostureDocument> = validate24;
const schema35 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"homestak/posture/v1","title":"homestak posture","description":"postures/NAME.yaml of a site-config: how strict the guests of a spec are. What is left out stays as the guest has it.","type":"object","additionalProperties":false,"properties":{"auth":{"title":"How guests prove who they are","description":"A mapping","type":"object","additionalProperties":false,"properties":{"method":{"title":"Method","description":"Kept for files that have it; signed tokens took its place.","type":"string","enum":["network","site_token","node_token"],"default":"network"}}},"ssh":{"title":"SSH server","description":"A mapping","type":"object","additionalProperties":false,"properties":{"port":{"title":"Port","description":"A whole number from 1 to 65535","type":"integer","minimum":1,"maximum":65535,"default":22},"permit_root_login":{"title":"Whether root may log in","description":"yes and no mean the same with and without quotes.","enum":["yes","no","prohibit-password",true,false],"default":"prohibit-password"},"password_authentication":{"title":"Whether passwords will do","description":"yes and no mean the same with and without quotes.","enum":["yes","no",true,false],"default":"no"}}},"sudo":{"title":"sudo","description":"A mapping","type":"object","additionalProperties":false,"properties":{"nopasswd":{"title":"Without a password","type":"boolean","default":false}}},"fail2ban":{"title":"fail2ban","description":"A mapping","type":"object","additionalProperties":false,"properties":{"enabled":{"title":"Whether it runs","type":"boolean","default":false}}},"packages":{"title":"Packages beside those of the spec","description":"A list of Debian package names","type":"array","items":{"type":"string"},"default":[],"examples":[["net-tools","strace"]]}},"examples":[{"ssh":{"port":22,"permit_root_login":"prohibit-password","password_authentication":"no"},"sudo":{"nopasswd":true},"fail2ban":{"enabled":false},"packages":["strace"]}]};

function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="homestak/posture/v1" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate24.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((((key0 === "auth") || (key0 === "ssh")) || (key0 === "sudo")) || (key0 === "fail2ban")) || (key0 === "packages"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema35,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.auth !== undefined){
let data0 = data.auth;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
if(!(key1 === "method")){
const err1 = {instancePath:instancePath+"/auth",schemaPath:"#/properties/auth/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.auth,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data0.method !== undefined){
let data1 = data0.method;
if(typeof data1 !== "string"){
const err2 = {instancePath:instancePath+"/auth/method",schemaPath:"#/properties/auth/properties/method/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.auth.properties.method.type,parentSchema:schema35.properties.auth.properties.method,data:data1};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(!(((data1 === "network") || (data1 === "site_token")) || (data1 === "node_token"))){
const err3 = {instancePath:instancePath+"/auth/method",schemaPath:"#/properties/auth/properties/method/enum",keyword:"enum",params:{allowedValues: schema35.properties.auth.properties.method.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.auth.properties.method.enum,parentSchema:schema35.properties.auth.properties.method,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath:instancePath+"/auth",schemaPath:"#/properties/auth/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.auth.type,parentSchema:schema35.properties.auth,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.ssh !== undefined){
let data2 = data.ssh;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key2 in data2){
if(!(((key2 === "port") || (key2 === "permit_root_login")) || (key2 === "password_authentication"))){
const err5 = {instancePath:instancePath+"/ssh",schemaPath:"#/properties/ssh/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.ssh,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data2.port !== undefined){
let data3 = data2.port;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err6 = {instancePath:instancePath+"/ssh/port",schemaPath:"#/properties/ssh/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema35.properties.ssh.properties.port.type,parentSchema:schema35.properties.ssh.properties.port,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 65535 || isNaN(data3)){
const err7 = {instancePath:instancePath+"/ssh/port",schemaPath:"#/properties/ssh/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema35.properties.ssh.properties.port,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data3 < 1 || isNaN(data3)){
const err8 = {instancePath:instancePath+"/ssh/port",schemaPath:"#/properties/ssh/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema35.properties.ssh.properties.port,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
if(data2.permit_root_login !== undefined){
let data4 = data2.permit_root_login;
if(!(((((data4 === "yes") || (data4 === "no")) || (data4 === "prohibit-password")) || (data4 === true)) || (data4 === false))){
const err9 = {instancePath:instancePath+"/ssh/permit_root_login",schemaPath:"#/properties/ssh/properties/permit_root_login/enum",keyword:"enum",params:{allowedValues: schema35.properties.ssh.properties.permit_root_login.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.ssh.properties.permit_root_login.enum,parentSchema:schema35.properties.ssh.properties.permit_root_login,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data2.password_authentication !== undefined){
let data5 = data2.password_authentication;
if(!((((data5 === "yes") || (data5 === "no")) || (data5 === true)) || (data5 === false))){
const err10 = {instancePath:instancePath+"/ssh/password_authentication",schemaPath:"#/properties/ssh/properties/password_authentication/enum",keyword:"enum",params:{allowedValues: schema35.properties.ssh.properties.password_authentication.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.ssh.properties.password_authentication.enum,parentSchema:schema35.properties.ssh.properties.password_authentication,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/ssh",schemaPath:"#/properties/ssh/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.ssh.type,parentSchema:schema35.properties.ssh,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.sudo !== undefined){
let data6 = data.sudo;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key3 in data6){
if(!(key3 === "nopasswd")){
const err12 = {instancePath:instancePath+"/sudo",schemaPath:"#/properties/sudo/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.sudo,data:data6};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data6.nopasswd !== undefined){
let data7 = data6.nopasswd;
if(typeof data7 !== "boolean"){
const err13 = {instancePath:instancePath+"/sudo/nopasswd",schemaPath:"#/properties/sudo/properties/nopasswd/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema35.properties.sudo.properties.nopasswd.type,parentSchema:schema35.properties.sudo.properties.nopasswd,data:data7};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath:instancePath+"/sudo",schemaPath:"#/properties/sudo/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.sudo.type,parentSchema:schema35.properties.sudo,data:data6};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.fail2ban !== undefined){
let data8 = data.fail2ban;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key4 in data8){
if(!(key4 === "enabled")){
const err15 = {instancePath:instancePath+"/fail2ban",schemaPath:"#/properties/fail2ban/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.fail2ban,data:data8};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data8.enabled !== undefined){
let data9 = data8.enabled;
if(typeof data9 !== "boolean"){
const err16 = {instancePath:instancePath+"/fail2ban/enabled",schemaPath:"#/properties/fail2ban/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema35.properties.fail2ban.properties.enabled.type,parentSchema:schema35.properties.fail2ban.properties.enabled,data:data9};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/fail2ban",schemaPath:"#/properties/fail2ban/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.fail2ban.type,parentSchema:schema35.properties.fail2ban,data:data8};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.packages !== undefined){
let data10 = data.packages;
if(Array.isArray(data10)){
const len0 = data10.length;
for(let i0=0; i0<len0; i0++){
let data11 = data10[i0];
if(typeof data11 !== "string"){
const err18 = {instancePath:instancePath+"/packages/" + i0,schemaPath:"#/properties/packages/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.packages.items.type,parentSchema:schema35.properties.packages.items,data:data11};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/packages",schemaPath:"#/properties/packages/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema35.properties.packages.type,parentSchema:schema35.properties.packages,data:data10};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.type,parentSchema:schema35,data};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
validate24.errors = vErrors;
return errors === 0;
}
validate24.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const isSpecDocument: Validator<SpecDocument> = validate25;
const schema36 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"homestak/spec/v1","title":"homestak spec","description":"specs/NAME.yaml of a site-config: what a guest becomes once it runs, whatever it was made from.","type":"object","required":["schema_version"],"additionalProperties":false,"properties":{"schema_version":{"title":"Version of this format","type":"integer","const":1},"identity":{"title":"Who the guest is","type":"object","additionalProperties":false,"properties":{"hostname":{"title":"Host name","description":"Left out: the name of the spec, or that of the node that has it.","type":"string","examples":["web"]},"domain":{"title":"Domain","description":"Left out: domain of site.yaml.","type":"string","examples":["lab.example"]}}},"network":{"title":"Static address","description":"Left out: DHCP. Address and gateway go together.","type":"object","required":["ip","gateway"],"additionalProperties":false,"properties":{"ip":{"title":"Address","description":"IPv4 without a prefix length","type":"string","pattern":"^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$","examples":["192.0.2.10"]},"gateway":{"title":"Gateway","description":"IPv4 without a prefix length","type":"string","pattern":"^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$","examples":["192.0.2.1"]},"dns":{"title":"Name servers","description":"A list of IPv4 addresses","type":"array","items":{"title":"A name server","description":"IPv4","type":"string","pattern":"^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$"},"examples":[["192.0.2.53"]]}}},"access":{"title":"Who may log in, and how","type":"object","additionalProperties":false,"properties":{"posture":{"title":"Posture","description":"The name of a file in postures, without its ending","type":"string","default":"dev","examples":["prod"]},"users":{"title":"Users","description":"A list of users; the first is the one that the guest is set up with","type":"array","items":{"title":"A user","description":"A mapping with a name","type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"title":"Login","type":"string","examples":["ops"]},"sudo":{"title":"Whether sudo is allowed","type":"boolean","default":false},"ssh_keys":{"title":"Keys","description":"A list of names below ssh_keys in secrets.yaml; left out: all of them, empty: none.","type":"array","items":{"type":"string"},"examples":[["laptop"]]}}}}}},"platform":{"title":"Software","type":"object","additionalProperties":false,"properties":{"packages":{"title":"Packages","description":"A list of Debian package names","type":"array","items":{"type":"string"},"examples":[["nginx"]]},"services":{"title":"Services","type":"object","additionalProperties":false,"properties":{"enable":{"title":"Enabled and running","description":"A list of unit names","type":"array","items":{"type":"string"},"examples":[["nginx"]]},"disable":{"title":"Disabled and stopped","description":"A list of unit names","type":"array","items":{"type":"string"},"examples":[["rpcbind"]]}}}}},"config":{"title":"Settings","description":"Other keys than these are allowed.","type":"object","properties":{"timezone":{"title":"Time zone","description":"Left out: timezone of site.yaml.","type":"string","examples":["Europe/Berlin"]},"pve":{"title":"Of a guest that runs Proxmox VE","type":"object","properties":{"remove_subscription_nag":{"title":"Take out the subscription notice","type":"boolean"}}}}},"run":{"title":"When the guest looks at its spec again","description":"Reserved.","type":"object","additionalProperties":false,"properties":{"trigger":{"title":"What makes it look","type":"string","enum":["schedule","webhook","git","manual"],"default":"manual"},"interval":{"title":"Time between two looks","type":"string"},"port":{"title":"Port of the webhook","type":"integer"},"path":{"title":"Path of the webhook","type":"string"},"repo":{"title":"Repository","type":"string"},"branch":{"title":"Branch","type":"string"},"poll_interval":{"title":"Time between two polls","type":"string"}}}},"examples":[{"schema_version":1,"access":{"posture":"stage","users":[{"name":"ops","sudo":true,"ssh_keys":["laptop"]}]},"platform":{"packages":["nginx"],"services":{"enable":["nginx"]}},"config":{"timezone":"Europe/Berlin"}}]};
const pattern18 = new RegExp("^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$", "u");

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="homestak/spec/v1" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate25.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.schema_version === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "schema_version"},message:"must have required property '"+"schema_version"+"'",schema:schema36.required,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "schema_version") || (key0 === "identity")) || (key0 === "network")) || (key0 === "access")) || (key0 === "platform")) || (key0 === "config")) || (key0 === "run"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.schema_version !== undefined){
let data0 = data.schema_version;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
const err2 = {instancePath:instancePath+"/schema_version",schemaPath:"#/properties/schema_version/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema36.properties.schema_version.type,parentSchema:schema36.properties.schema_version,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(1 !== data0){
const err3 = {instancePath:instancePath+"/schema_version",schemaPath:"#/properties/schema_version/const",keyword:"const",params:{allowedValue: 1},message:"must be equal to constant",schema:1,parentSchema:schema36.properties.schema_version,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.identity !== undefined){
let data1 = data.identity;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
for(const key1 in data1){
if(!((key1 === "hostname") || (key1 === "domain"))){
const err4 = {instancePath:instancePath+"/identity",schemaPath:"#/properties/identity/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.identity,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data1.hostname !== undefined){
let data2 = data1.hostname;
if(typeof data2 !== "string"){
const err5 = {instancePath:instancePath+"/identity/hostname",schemaPath:"#/properties/identity/properties/hostname/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.identity.properties.hostname.type,parentSchema:schema36.properties.identity.properties.hostname,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data1.domain !== undefined){
let data3 = data1.domain;
if(typeof data3 !== "string"){
const err6 = {instancePath:instancePath+"/identity/domain",schemaPath:"#/properties/identity/properties/domain/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.identity.properties.domain.type,parentSchema:schema36.properties.identity.properties.domain,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/identity",schemaPath:"#/properties/identity/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.identity.type,parentSchema:schema36.properties.identity,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.network !== undefined){
let data4 = data.network;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.ip === undefined){
const err8 = {instancePath:instancePath+"/network",schemaPath:"#/properties/network/required",keyword:"required",params:{missingProperty: "ip"},message:"must have required property '"+"ip"+"'",schema:schema36.properties.network.required,parentSchema:schema36.properties.network,data:data4};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data4.gateway === undefined){
const err9 = {instancePath:instancePath+"/network",schemaPath:"#/properties/network/required",keyword:"required",params:{missingProperty: "gateway"},message:"must have required property '"+"gateway"+"'",schema:schema36.properties.network.required,parentSchema:schema36.properties.network,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key2 in data4){
if(!(((key2 === "ip") || (key2 === "gateway")) || (key2 === "dns"))){
const err10 = {instancePath:instancePath+"/network",schemaPath:"#/properties/network/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.network,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data4.ip !== undefined){
let data5 = data4.ip;
if(typeof data5 === "string"){
if(!pattern18.test(data5)){
const err11 = {instancePath:instancePath+"/network/ip",schemaPath:"#/properties/network/properties/ip/pattern",keyword:"pattern",params:{pattern: "^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$"},message:"must match pattern \""+"^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$"+"\"",schema:"^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$",parentSchema:schema36.properties.network.properties.ip,data:data5};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/network/ip",schemaPath:"#/properties/network/properties/ip/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.network.properties.ip.type,parentSchema:schema36.properties.network.properties.ip,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data4.gateway !== undefined){
let data6 = data4.gateway;
if(typeof data6 === "string"){
if(!pattern18.test(data6)){
const err13 = {instancePath:instancePath+"/network/gateway",schemaPath:"#/properties/network/properties/gateway/pattern",keyword:"pattern",params:{pattern: "^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$"},message:"must match pattern \""+"^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$"+"\"",schema:"^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$",parentSchema:schema36.properties.network.properties.gateway,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/network/gateway",schemaPath:"#/properties/network/properties/gateway/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.network.properties.gateway.type,parentSchema:schema36.properties.network.properties.gateway,data:data6};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data4.dns !== undefined){
let data7 = data4.dns;
if(Array.isArray(data7)){
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
let data8 = data7[i0];
if(typeof data8 === "string"){
if(!pattern18.test(data8)){
const err15 = {instancePath:instancePath+"/network/dns/" + i0,schemaPath:"#/properties/network/properties/dns/items/pattern",keyword:"pattern",params:{pattern: "^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$"},message:"must match pattern \""+"^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$"+"\"",schema:"^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$",parentSchema:schema36.properties.network.properties.dns.items,data:data8};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/network/dns/" + i0,schemaPath:"#/properties/network/properties/dns/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.network.properties.dns.items.type,parentSchema:schema36.properties.network.properties.dns.items,data:data8};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/network/dns",schemaPath:"#/properties/network/properties/dns/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.network.properties.dns.type,parentSchema:schema36.properties.network.properties.dns,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath:instancePath+"/network",schemaPath:"#/properties/network/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.network.type,parentSchema:schema36.properties.network,data:data4};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.access !== undefined){
let data9 = data.access;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
for(const key3 in data9){
if(!((key3 === "posture") || (key3 === "users"))){
const err19 = {instancePath:instancePath+"/access",schemaPath:"#/properties/access/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.access,data:data9};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data9.posture !== undefined){
let data10 = data9.posture;
if(typeof data10 !== "string"){
const err20 = {instancePath:instancePath+"/access/posture",schemaPath:"#/properties/access/properties/posture/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.access.properties.posture.type,parentSchema:schema36.properties.access.properties.posture,data:data10};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data9.users !== undefined){
let data11 = data9.users;
if(Array.isArray(data11)){
const len1 = data11.length;
for(let i1=0; i1<len1; i1++){
let data12 = data11[i1];
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
if(data12.name === undefined){
const err21 = {instancePath:instancePath+"/access/users/" + i1,schemaPath:"#/properties/access/properties/users/items/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema36.properties.access.properties.users.items.required,parentSchema:schema36.properties.access.properties.users.items,data:data12};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
for(const key4 in data12){
if(!(((key4 === "name") || (key4 === "sudo")) || (key4 === "ssh_keys"))){
const err22 = {instancePath:instancePath+"/access/users/" + i1,schemaPath:"#/properties/access/properties/users/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.access.properties.users.items,data:data12};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data12.name !== undefined){
let data13 = data12.name;
if(typeof data13 !== "string"){
const err23 = {instancePath:instancePath+"/access/users/" + i1+"/name",schemaPath:"#/properties/access/properties/users/items/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.access.properties.users.items.properties.name.type,parentSchema:schema36.properties.access.properties.users.items.properties.name,data:data13};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data12.sudo !== undefined){
let data14 = data12.sudo;
if(typeof data14 !== "boolean"){
const err24 = {instancePath:instancePath+"/access/users/" + i1+"/sudo",schemaPath:"#/properties/access/properties/users/items/properties/sudo/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema36.properties.access.properties.users.items.properties.sudo.type,parentSchema:schema36.properties.access.properties.users.items.properties.sudo,data:data14};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data12.ssh_keys !== undefined){
let data15 = data12.ssh_keys;
if(Array.isArray(data15)){
const len2 = data15.length;
for(let i2=0; i2<len2; i2++){
let data16 = data15[i2];
if(typeof data16 !== "string"){
const err25 = {instancePath:instancePath+"/access/users/" + i1+"/ssh_keys/" + i2,schemaPath:"#/properties/access/properties/users/items/properties/ssh_keys/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.access.properties.users.items.properties.ssh_keys.items.type,parentSchema:schema36.properties.access.properties.users.items.properties.ssh_keys.items,data:data16};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
else {
const err26 = {instancePath:instancePath+"/access/users/" + i1+"/ssh_keys",schemaPath:"#/properties/access/properties/users/items/properties/ssh_keys/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.access.properties.users.items.properties.ssh_keys.type,parentSchema:schema36.properties.access.properties.users.items.properties.ssh_keys,data:data15};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/access/users/" + i1,schemaPath:"#/properties/access/properties/users/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.access.properties.users.items.type,parentSchema:schema36.properties.access.properties.users.items,data:data12};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath:instancePath+"/access/users",schemaPath:"#/properties/access/properties/users/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.access.properties.users.type,parentSchema:schema36.properties.access.properties.users,data:data11};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/access",schemaPath:"#/properties/access/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.access.type,parentSchema:schema36.properties.access,data:data9};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data.platform !== undefined){
let data17 = data.platform;
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
for(const key5 in data17){
if(!((key5 === "packages") || (key5 === "services"))){
const err30 = {instancePath:instancePath+"/platform",schemaPath:"#/properties/platform/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.platform,data:data17};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data17.packages !== undefined){
let data18 = data17.packages;
if(Array.isArray(data18)){
const len3 = data18.length;
for(let i3=0; i3<len3; i3++){
let data19 = data18[i3];
if(typeof data19 !== "string"){
const err31 = {instancePath:instancePath+"/platform/packages/" + i3,schemaPath:"#/properties/platform/properties/packages/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.platform.properties.packages.items.type,parentSchema:schema36.properties.platform.properties.packages.items,data:data19};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath:instancePath+"/platform/packages",schemaPath:"#/properties/platform/properties/packages/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.platform.properties.packages.type,parentSchema:schema36.properties.platform.properties.packages,data:data18};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data17.services !== undefined){
let data20 = data17.services;
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
for(const key6 in data20){
if(!((key6 === "enable") || (key6 === "disable"))){
const err33 = {instancePath:instancePath+"/platform/services",schemaPath:"#/properties/platform/properties/services/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.platform.properties.services,data:data20};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data20.enable !== undefined){
let data21 = data20.enable;
if(Array.isArray(data21)){
const len4 = data21.length;
for(let i4=0; i4<len4; i4++){
let data22 = data21[i4];
if(typeof data22 !== "string"){
const err34 = {instancePath:instancePath+"/platform/services/enable/" + i4,schemaPath:"#/properties/platform/properties/services/properties/enable/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.platform.properties.services.properties.enable.items.type,parentSchema:schema36.properties.platform.properties.services.properties.enable.items,data:data22};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
else {
const err35 = {instancePath:instancePath+"/platform/services/enable",schemaPath:"#/properties/platform/properties/services/properties/enable/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.platform.properties.services.properties.enable.type,parentSchema:schema36.properties.platform.properties.services.properties.enable,data:data21};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data20.disable !== undefined){
let data23 = data20.disable;
if(Array.isArray(data23)){
const len5 = data23.length;
for(let i5=0; i5<len5; i5++){
let data24 = data23[i5];
if(typeof data24 !== "string"){
const err36 = {instancePath:instancePath+"/platform/services/disable/" + i5,schemaPath:"#/properties/platform/properties/services/properties/disable/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.platform.properties.services.properties.disable.items.type,parentSchema:schema36.properties.platform.properties.services.properties.disable.items,data:data24};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath:instancePath+"/platform/services/disable",schemaPath:"#/properties/platform/properties/services/properties/disable/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.platform.properties.services.properties.disable.type,parentSchema:schema36.properties.platform.properties.services.properties.disable,data:data23};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath:instancePath+"/platform/services",schemaPath:"#/properties/platform/properties/services/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.platform.properties.services.type,parentSchema:schema36.properties.platform.properties.services,data:data20};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/platform",schemaPath:"#/properties/platform/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.platform.type,parentSchema:schema36.properties.platform,data:data17};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data.config !== undefined){
let data25 = data.config;
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
if(data25.timezone !== undefined){
let data26 = data25.timezone;
if(typeof data26 !== "string"){
const err40 = {instancePath:instancePath+"/config/timezone",schemaPath:"#/properties/config/properties/timezone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.config.properties.timezone.type,parentSchema:schema36.properties.config.properties.timezone,data:data26};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data25.pve !== undefined){
let data27 = data25.pve;
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
if(data27.remove_subscription_nag !== undefined){
let data28 = data27.remove_subscription_nag;
if(typeof data28 !== "boolean"){
const err41 = {instancePath:instancePath+"/config/pve/remove_subscription_nag",schemaPath:"#/properties/config/properties/pve/properties/remove_subscription_nag/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema36.properties.config.properties.pve.properties.remove_subscription_nag.type,parentSchema:schema36.properties.config.properties.pve.properties.remove_subscription_nag,data:data28};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
else {
const err42 = {instancePath:instancePath+"/config/pve",schemaPath:"#/properties/config/properties/pve/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.config.properties.pve.type,parentSchema:schema36.properties.config.properties.pve,data:data27};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
}
else {
const err43 = {instancePath:instancePath+"/config",schemaPath:"#/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.config.type,parentSchema:schema36.properties.config,data:data25};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data.run !== undefined){
let data29 = data.run;
if(data29 && typeof data29 == "object" && !Array.isArray(data29)){
for(const key7 in data29){
if(!(((((((key7 === "trigger") || (key7 === "interval")) || (key7 === "port")) || (key7 === "path")) || (key7 === "repo")) || (key7 === "branch")) || (key7 === "poll_interval"))){
const err44 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.run,data:data29};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data29.trigger !== undefined){
let data30 = data29.trigger;
if(typeof data30 !== "string"){
const err45 = {instancePath:instancePath+"/run/trigger",schemaPath:"#/properties/run/properties/trigger/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.run.properties.trigger.type,parentSchema:schema36.properties.run.properties.trigger,data:data30};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(!((((data30 === "schedule") || (data30 === "webhook")) || (data30 === "git")) || (data30 === "manual"))){
const err46 = {instancePath:instancePath+"/run/trigger",schemaPath:"#/properties/run/properties/trigger/enum",keyword:"enum",params:{allowedValues: schema36.properties.run.properties.trigger.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.run.properties.trigger.enum,parentSchema:schema36.properties.run.properties.trigger,data:data30};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data29.interval !== undefined){
let data31 = data29.interval;
if(typeof data31 !== "string"){
const err47 = {instancePath:instancePath+"/run/interval",schemaPath:"#/properties/run/properties/interval/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.run.properties.interval.type,parentSchema:schema36.properties.run.properties.interval,data:data31};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data29.port !== undefined){
let data32 = data29.port;
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
const err48 = {instancePath:instancePath+"/run/port",schemaPath:"#/properties/run/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema36.properties.run.properties.port.type,parentSchema:schema36.properties.run.properties.port,data:data32};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data29.path !== undefined){
let data33 = data29.path;
if(typeof data33 !== "string"){
const err49 = {instancePath:instancePath+"/run/path",schemaPath:"#/properties/run/properties/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.run.properties.path.type,parentSchema:schema36.properties.run.properties.path,data:data33};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data29.repo !== undefined){
let data34 = data29.repo;
if(typeof data34 !== "string"){
const err50 = {instancePath:instancePath+"/run/repo",schemaPath:"#/properties/run/properties/repo/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.run.properties.repo.type,parentSchema:schema36.properties.run.properties.repo,data:data34};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data29.branch !== undefined){
let data35 = data29.branch;
if(typeof data35 !== "string"){
const err51 = {instancePath:instancePath+"/run/branch",schemaPath:"#/properties/run/properties/branch/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.run.properties.branch.type,parentSchema:schema36.properties.run.properties.branch,data:data35};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data29.poll_interval !== undefined){
let data36 = data29.poll_interval;
if(typeof data36 !== "string"){
const err52 = {instancePath:instancePath+"/run/poll_interval",schemaPath:"#/properties/run/properties/poll_interval/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.run.properties.poll_interval.type,parentSchema:schema36.properties.run.properties.poll_interval,data:data36};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
}
else {
const err53 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.run.type,parentSchema:schema36.properties.run,data:data29};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
}
else {
const err54 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.type,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}
validate25.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
