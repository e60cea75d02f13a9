// @ts-nocheck
/** Made by `node src/manifest/generate-validators.ts` from `schemas/`, hence longer than a file of ours may be. */
import { isDeepStrictEqual } from 'node:util'
import type { FaultPlan } from '../simulator/trouble.ts'
import type { Validator } from '../manifest/schema-problems.ts'


export const isFaultPlan: Validator<FaultPlan> = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"homestak/sim-faults/v1","title":"homestak sim --faults","description":"What goes wrong on a simulated host, and when. The same seed gives the same faults.","type":"object","required":["faults"],"additionalProperties":false,"properties":{"seed":{"description":"Decides all chance.","type":"integer","minimum":0,"default":1},"faults":{"description":"The first rule that fits a request, or a task, decides.","type":"array","items":{"type":"object","required":["kind"],"additionalProperties":false,"properties":{"kind":{"description":"refuse: no connection. reset: cut before the work was done. lost-answer: cut after it. slow: a late answer. status: an answer of its own. task-fails, task-hangs, task-vanishes: what becomes of a task. stale-lock: a lock stays in the guest's configuration after a task. storage-full: nothing more fits. agent-silent: the guest agent never answers. node-down: a member of the cluster is gone. cleanup-lock: the clean-up after a stop holds the guest's file lock. new-addresses: each boot leases another address.","enum":["refuse","reset","lost-answer","slow","status","task-fails","task-hangs","task-vanishes","stale-lock","storage-full","agent-silent","node-down","cleanup-lock","new-addresses"]},"method":{"description":"Only requests of this method.","enum":["GET","POST","PUT","DELETE"]},"path":{"description":"Only requests of this path, without /api2/json; * stands for anything.","type":"string","pattern":"^[/*]","examples":["/nodes/*/qemu"]},"task":{"description":"Only tasks of this type.","type":"string","examples":["qmcreate"]},"vmid":{"description":"Only this guest.","type":"integer","minimum":100},"storage":{"description":"Only this storage.","type":"string"},"node":{"description":"Only this node.","type":"string"},"chance":{"description":"How likely it is.","type":"number","minimum":0,"maximum":1,"default":1},"times":{"description":"How often at most.","type":"integer","minimum":1},"from":{"description":"Seconds after the start when it begins.","type":"number","minimum":0},"until":{"description":"Seconds after the start when it is over.","type":"number","minimum":0},"seconds":{"description":"How late an answer is, or how long a lock is held.","type":"number","minimum":0},"status":{"description":"The status answered.","type":"integer","minimum":400,"maximum":599},"reason":{"description":"The reason phrase, or the text a task fails with.","type":"string"},"lock":{"description":"The lock that stays.","type":"string","default":"backup"}}}}}};
const func1 = Object.prototype.hasOwnProperty;
const pattern4 = new RegExp("^[/*]", "u");

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="homestak/sim-faults/v1" */;
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
if(data.faults === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "faults"},message:"must have required property '"+"faults"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "seed") || (key0 === "faults"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.seed !== undefined){
let data0 = data.seed;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
const err2 = {instancePath:instancePath+"/seed",schemaPath:"#/properties/seed/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.seed.type,parentSchema:schema31.properties.seed,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 < 0 || isNaN(data0)){
const err3 = {instancePath:instancePath+"/seed",schemaPath:"#/properties/seed/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema31.properties.seed,data:data0};
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
if(data.faults !== undefined){
let data1 = data.faults;
if(Array.isArray(data1)){
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.kind === undefined){
const err4 = {instancePath:instancePath+"/faults/" + i0,schemaPath:"#/properties/faults/items/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema31.properties.faults.items.required,parentSchema:schema31.properties.faults.items,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key1 in data2){
if(!(func1.call(schema31.properties.faults.items.properties, key1))){
const err5 = {instancePath:instancePath+"/faults/" + i0,schemaPath:"#/properties/faults/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.faults.items,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data2.kind !== undefined){
let data3 = data2.kind;
if(!((((((((((((((data3 === "refuse") || (data3 === "reset")) || (data3 === "lost-answer")) || (data3 === "slow")) || (data3 === "status")) || (data3 === "task-fails")) || (data3 === "task-hangs")) || (data3 === "task-vanishes")) || (data3 === "stale-lock")) || (data3 === "storage-full")) || (data3 === "agent-silent")) || (data3 === "node-down")) || (data3 === "cleanup-lock")) || (data3 === "new-addresses"))){
const err6 = {instancePath:instancePath+"/faults/" + i0+"/kind",schemaPath:"#/properties/faults/items/properties/kind/enum",keyword:"enum",params:{allowedValues: schema31.properties.faults.items.properties.kind.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.faults.items.properties.kind.enum,parentSchema:schema31.properties.faults.items.properties.kind,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data2.method !== undefined){
let data4 = data2.method;
if(!((((data4 === "GET") || (data4 === "POST")) || (data4 === "PUT")) || (data4 === "DELETE"))){
const err7 = {instancePath:instancePath+"/faults/" + i0+"/method",schemaPath:"#/properties/faults/items/properties/method/enum",keyword:"enum",params:{allowedValues: schema31.properties.faults.items.properties.method.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.faults.items.properties.method.enum,parentSchema:schema31.properties.faults.items.properties.method,data:data4};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data2.path !== undefined){
let data5 = data2.path;
if(typeof data5 === "string"){
if(!pattern4.test(data5)){
const err8 = {instancePath:instancePath+"/faults/" + i0+"/path",schemaPath:"#/properties/faults/items/properties/path/pattern",keyword:"pattern",params:{pattern: "^[/*]"},message:"must match pattern \""+"^[/*]"+"\"",schema:"^[/*]",parentSchema:schema31.properties.faults.items.properties.path,data:data5};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/faults/" + i0+"/path",schemaPath:"#/properties/faults/items/properties/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.faults.items.properties.path.type,parentSchema:schema31.properties.faults.items.properties.path,data:data5};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data2.task !== undefined){
let data6 = data2.task;
if(typeof data6 !== "string"){
const err10 = {instancePath:instancePath+"/faults/" + i0+"/task",schemaPath:"#/properties/faults/items/properties/task/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.faults.items.properties.task.type,parentSchema:schema31.properties.faults.items.properties.task,data:data6};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.vmid !== undefined){
let data7 = data2.vmid;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err11 = {instancePath:instancePath+"/faults/" + i0+"/vmid",schemaPath:"#/properties/faults/items/properties/vmid/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.faults.items.properties.vmid.type,parentSchema:schema31.properties.faults.items.properties.vmid,data:data7};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 < 100 || isNaN(data7)){
const err12 = {instancePath:instancePath+"/faults/" + i0+"/vmid",schemaPath:"#/properties/faults/items/properties/vmid/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100},message:"must be >= 100",schema:100,parentSchema:schema31.properties.faults.items.properties.vmid,data:data7};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
if(data2.storage !== undefined){
let data8 = data2.storage;
if(typeof data8 !== "string"){
const err13 = {instancePath:instancePath+"/faults/" + i0+"/storage",schemaPath:"#/properties/faults/items/properties/storage/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.faults.items.properties.storage.type,parentSchema:schema31.properties.faults.items.properties.storage,data:data8};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data2.node !== undefined){
let data9 = data2.node;
if(typeof data9 !== "string"){
const err14 = {instancePath:instancePath+"/faults/" + i0+"/node",schemaPath:"#/properties/faults/items/properties/node/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.faults.items.properties.node.type,parentSchema:schema31.properties.faults.items.properties.node,data:data9};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data2.chance !== undefined){
let data10 = data2.chance;
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 1 || isNaN(data10)){
const err15 = {instancePath:instancePath+"/faults/" + i0+"/chance",schemaPath:"#/properties/faults/items/properties/chance/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1},message:"must be <= 1",schema:1,parentSchema:schema31.properties.faults.items.properties.chance,data:data10};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(data10 < 0 || isNaN(data10)){
const err16 = {instancePath:instancePath+"/faults/" + i0+"/chance",schemaPath:"#/properties/faults/items/properties/chance/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema31.properties.faults.items.properties.chance,data:data10};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/faults/" + i0+"/chance",schemaPath:"#/properties/faults/items/properties/chance/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema31.properties.faults.items.properties.chance.type,parentSchema:schema31.properties.faults.items.properties.chance,data:data10};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data2.times !== undefined){
let data11 = data2.times;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err18 = {instancePath:instancePath+"/faults/" + i0+"/times",schemaPath:"#/properties/faults/items/properties/times/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.faults.items.properties.times.type,parentSchema:schema31.properties.faults.items.properties.times,data:data11};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 < 1 || isNaN(data11)){
const err19 = {instancePath:instancePath+"/faults/" + i0+"/times",schemaPath:"#/properties/faults/items/properties/times/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.faults.items.properties.times,data:data11};
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
if(data2.from !== undefined){
let data12 = data2.from;
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 < 0 || isNaN(data12)){
const err20 = {instancePath:instancePath+"/faults/" + i0+"/from",schemaPath:"#/properties/faults/items/properties/from/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema31.properties.faults.items.properties.from,data:data12};
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
const err21 = {instancePath:instancePath+"/faults/" + i0+"/from",schemaPath:"#/properties/faults/items/properties/from/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema31.properties.faults.items.properties.from.type,parentSchema:schema31.properties.faults.items.properties.from,data:data12};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data2.until !== undefined){
let data13 = data2.until;
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 < 0 || isNaN(data13)){
const err22 = {instancePath:instancePath+"/faults/" + i0+"/until",schemaPath:"#/properties/faults/items/properties/until/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema31.properties.faults.items.properties.until,data:data13};
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
const err23 = {instancePath:instancePath+"/faults/" + i0+"/until",schemaPath:"#/properties/faults/items/properties/until/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema31.properties.faults.items.properties.until.type,parentSchema:schema31.properties.faults.items.properties.until,data:data13};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data2.seconds !== undefined){
let data14 = data2.seconds;
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 < 0 || isNaN(data14)){
const err24 = {instancePath:instancePath+"/faults/" + i0+"/seconds",schemaPath:"#/properties/faults/items/properties/seconds/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema31.properties.faults.items.properties.seconds,data:data14};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/faults/" + i0+"/seconds",schemaPath:"#/properties/faults/items/properties/seconds/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema31.properties.faults.items.properties.seconds.type,parentSchema:schema31.properties.faults.items.properties.seconds,data:data14};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data2.status !== undefined){
let data15 = data2.status;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
const err26 = {instancePath:instancePath+"/faults/" + i0+"/status",schemaPath:"#/properties/faults/items/properties/status/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.faults.items.properties.status.type,parentSchema:schema31.properties.faults.items.properties.status,data:data15};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 > 599 || isNaN(data15)){
const err27 = {instancePath:instancePath+"/faults/" + i0+"/status",schemaPath:"#/properties/faults/items/properties/status/maximum",keyword:"maximum",params:{comparison: "<=", limit: 599},message:"must be <= 599",schema:599,parentSchema:schema31.properties.faults.items.properties.status,data:data15};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if(data15 < 400 || isNaN(data15)){
const err28 = {instancePath:instancePath+"/faults/" + i0+"/status",schemaPath:"#/properties/faults/items/properties/status/minimum",keyword:"minimum",params:{comparison: ">=", limit: 400},message:"must be >= 400",schema:400,parentSchema:schema31.properties.faults.items.properties.status,data:data15};
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
if(data2.reason !== undefined){
let data16 = data2.reason;
if(typeof data16 !== "string"){
const err29 = {instancePath:instancePath+"/faults/" + i0+"/reason",schemaPath:"#/properties/faults/items/properties/reason/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.faults.items.properties.reason.type,parentSchema:schema31.properties.faults.items.properties.reason,data:data16};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data2.lock !== undefined){
let data17 = data2.lock;
if(typeof data17 !== "string"){
const err30 = {instancePath:instancePath+"/faults/" + i0+"/lock",schemaPath:"#/properties/faults/items/properties/lock/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.faults.items.properties.lock.type,parentSchema:schema31.properties.faults.items.properties.lock,data:data17};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath:instancePath+"/faults/" + i0,schemaPath:"#/properties/faults/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.faults.items.type,parentSchema:schema31.properties.faults.items,data:data2};
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
const err32 = {instancePath:instancePath+"/faults",schemaPath:"#/properties/faults/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.faults.type,parentSchema:schema31.properties.faults,data:data1};
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
const err33 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.type,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
