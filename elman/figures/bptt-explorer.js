/* Built from docs/explorer by "npm run build"; not to be edited. */
(()=>{var ke=globalThis,Ae=ke.ShadowRoot&&(ke.ShadyCSS===void 0||ke.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,fn=Symbol(),ar=new WeakMap,Jt=class{constructor(e,n,r){if(this._$cssResult$=!0,r!==fn)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=n}get styleSheet(){let e=this.o,n=this.t;if(Ae&&e===void 0){let r=n!==void 0&&n.length===1;r&&(e=ar.get(n)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),r&&ar.set(n,e))}return e}toString(){return this.cssText}},lr=t=>new Jt(typeof t=="string"?t:t+"",void 0,fn),N=(t,...e)=>{let n=t.length===1?t[0]:e.reduce((r,i,o)=>r+(s=>{if(s._$cssResult$===!0)return s.cssText;if(typeof s=="number")return s;throw Error("Value passed to 'css' function must be a 'css' function result: "+s+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(i)+t[o+1],t[0]);return new Jt(n,t,fn)},cr=(t,e)=>{if(Ae)t.adoptedStyleSheets=e.map(n=>n instanceof CSSStyleSheet?n:n.styleSheet);else for(let n of e){let r=document.createElement("style"),i=ke.litNonce;i!==void 0&&r.setAttribute("nonce",i),r.textContent=n.cssText,t.appendChild(r)}},dn=Ae?t=>t:t=>t instanceof CSSStyleSheet?(e=>{let n="";for(let r of e.cssRules)n+=r.cssText;return lr(n)})(t):t;var{is:Io,defineProperty:qo,getOwnPropertyDescriptor:Zo,getOwnPropertyNames:Lo,getOwnPropertySymbols:Yo,getPrototypeOf:Uo}=Object,Se=globalThis,ur=Se.trustedTypes,zo=ur?ur.emptyScript:"",Do=Se.reactiveElementPolyfillSupport,Qt=(t,e)=>t,pn={toAttribute(t,e){switch(e){case Boolean:t=t?zo:null;break;case Object:case Array:t=t==null?t:JSON.stringify(t)}return t},fromAttribute(t,e){let n=t;switch(e){case Boolean:n=t!==null;break;case Number:n=t===null?null:Number(t);break;case Object:case Array:try{n=JSON.parse(t)}catch{n=null}}return n}},fr=(t,e)=>!Io(t,e),hr={attribute:!0,type:String,converter:pn,reflect:!1,useDefault:!1,hasChanged:fr};Symbol.metadata??=Symbol("metadata"),Se.litPropertyMetadata??=new WeakMap;var st=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,n=hr){if(n.state&&(n.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((n=Object.create(n)).wrapped=!0),this.elementProperties.set(e,n),!n.noAccessor){let r=Symbol(),i=this.getPropertyDescriptor(e,r,n);i!==void 0&&qo(this.prototype,e,i)}}static getPropertyDescriptor(e,n,r){let{get:i,set:o}=Zo(this.prototype,e)??{get(){return this[n]},set(s){this[n]=s}};return{get:i,set(s){let a=i?.call(this);o?.call(this,s),this.requestUpdate(e,a,r)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??hr}static _$Ei(){if(this.hasOwnProperty(Qt("elementProperties")))return;let e=Uo(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(Qt("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(Qt("properties"))){let n=this.properties,r=[...Lo(n),...Yo(n)];for(let i of r)this.createProperty(i,n[i])}let e=this[Symbol.metadata];if(e!==null){let n=litPropertyMetadata.get(e);if(n!==void 0)for(let[r,i]of n)this.elementProperties.set(r,i)}this._$Eh=new Map;for(let[n,r]of this.elementProperties){let i=this._$Eu(n,r);i!==void 0&&this._$Eh.set(i,n)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let n=[];if(Array.isArray(e)){let r=new Set(e.flat(1/0).reverse());for(let i of r)n.unshift(dn(i))}else e!==void 0&&n.push(dn(e));return n}static _$Eu(e,n){let r=n.attribute;return r===!1?void 0:typeof r=="string"?r:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,n=this.constructor.elementProperties;for(let r of n.keys())this.hasOwnProperty(r)&&(e.set(r,this[r]),delete this[r]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return cr(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,n,r){this._$AK(e,r)}_$ET(e,n){let r=this.constructor.elementProperties.get(e),i=this.constructor._$Eu(e,r);if(i!==void 0&&r.reflect===!0){let o=(r.converter?.toAttribute!==void 0?r.converter:pn).toAttribute(n,r.type);this._$Em=e,o==null?this.removeAttribute(i):this.setAttribute(i,o),this._$Em=null}}_$AK(e,n){let r=this.constructor,i=r._$Eh.get(e);if(i!==void 0&&this._$Em!==i){let o=r.getPropertyOptions(i),s=typeof o.converter=="function"?{fromAttribute:o.converter}:o.converter?.fromAttribute!==void 0?o.converter:pn;this._$Em=i;let a=s.fromAttribute(n,o.type);this[i]=a??this._$Ej?.get(i)??a,this._$Em=null}}requestUpdate(e,n,r,i=!1,o){if(e!==void 0){let s=this.constructor;if(i===!1&&(o=this[e]),r??=s.getPropertyOptions(e),!((r.hasChanged??fr)(o,n)||r.useDefault&&r.reflect&&o===this._$Ej?.get(e)&&!this.hasAttribute(s._$Eu(e,r))))return;this.C(e,n,r)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,n,{useDefault:r,reflect:i,wrapped:o},s){r&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,s??n??this[e]),o!==!0||s!==void 0)||(this._$AL.has(e)||(this.hasUpdated||r||(n=void 0),this._$AL.set(e,n)),i===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(n){Promise.reject(n)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[i,o]of this._$Ep)this[i]=o;this._$Ep=void 0}let r=this.constructor.elementProperties;if(r.size>0)for(let[i,o]of r){let{wrapped:s}=o,a=this[i];s!==!0||this._$AL.has(i)||a===void 0||this.C(i,void 0,o,a)}}let e=!1,n=this._$AL;try{e=this.shouldUpdate(n),e?(this.willUpdate(n),this._$EO?.forEach(r=>r.hostUpdate?.()),this.update(n)):this._$EM()}catch(r){throw e=!1,this._$EM(),r}e&&this._$AE(n)}willUpdate(e){}_$AE(e){this._$EO?.forEach(n=>n.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(n=>this._$ET(n,this[n])),this._$EM()}updated(e){}firstUpdated(e){}};st.elementStyles=[],st.shadowRootOptions={mode:"open"},st[Qt("elementProperties")]=new Map,st[Qt("finalized")]=new Map,Do?.({ReactiveElement:st}),(Se.reactiveElementVersions??=[]).push("2.1.2");var xn=globalThis,dr=t=>t,Ee=xn.trustedTypes,pr=Ee?Ee.createPolicy("lit-html",{createHTML:t=>t}):void 0,$r="$lit$",ht=`lit$${Math.random().toFixed(9).slice(2)}$`,xr="?"+ht,jo=`<${xr}>`,xt=document,ee=()=>xt.createComment(""),ne=t=>t===null||typeof t!="object"&&typeof t!="function",vn=Array.isArray,Bo=t=>vn(t)||typeof t?.[Symbol.iterator]=="function",mn=`[ 	
\f\r]`,te=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,mr=/-->/g,gr=/>/g,bt=RegExp(`>|${mn}(?:([^\\s"'>=/]+)(${mn}*=${mn}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),yr=/'/g,wr=/"/g,vr=/^(?:script|style|textarea|title)$/i,Mn=t=>(e,...n)=>({_$litType$:t,strings:e,values:n}),g=Mn(1),_=Mn(2),rl=Mn(3),vt=Symbol.for("lit-noChange"),y=Symbol.for("lit-nothing"),br=new WeakMap,$t=xt.createTreeWalker(xt,129);function Mr(t,e){if(!vn(t)||!t.hasOwnProperty("raw"))throw Error("invalid template strings array");return pr!==void 0?pr.createHTML(e):e}var Fo=(t,e)=>{let n=t.length-1,r=[],i,o=e===2?"<svg>":e===3?"<math>":"",s=te;for(let a=0;a<n;a++){let l=t[a],c,u,h=-1,f=0;for(;f<l.length&&(s.lastIndex=f,u=s.exec(l),u!==null);)f=s.lastIndex,s===te?u[1]==="!--"?s=mr:u[1]!==void 0?s=gr:u[2]!==void 0?(vr.test(u[2])&&(i=RegExp("</"+u[2],"g")),s=bt):u[3]!==void 0&&(s=bt):s===bt?u[0]===">"?(s=i??te,h=-1):u[1]===void 0?h=-2:(h=s.lastIndex-u[2].length,c=u[1],s=u[3]===void 0?bt:u[3]==='"'?wr:yr):s===wr||s===yr?s=bt:s===mr||s===gr?s=te:(s=bt,i=void 0);let m=s===bt&&t[a+1].startsWith("/>")?" ":"";o+=s===te?l+jo:h>=0?(r.push(c),l.slice(0,h)+$r+l.slice(h)+ht+m):l+ht+(h===-2?a:m)}return[Mr(t,o+(t[n]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),r]},re=class t{constructor({strings:e,_$litType$:n},r){let i;this.parts=[];let o=0,s=0,a=e.length-1,l=this.parts,[c,u]=Fo(e,n);if(this.el=t.createElement(c,r),$t.currentNode=this.el.content,n===2||n===3){let h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(i=$t.nextNode())!==null&&l.length<a;){if(i.nodeType===1){if(i.hasAttributes())for(let h of i.getAttributeNames())if(h.endsWith($r)){let f=u[s++],m=i.getAttribute(h).split(ht),d=/([.?@])?(.*)/.exec(f);l.push({type:1,index:o,name:d[2],strings:m,ctor:d[1]==="."?yn:d[1]==="?"?wn:d[1]==="@"?bn:Ot}),i.removeAttribute(h)}else h.startsWith(ht)&&(l.push({type:6,index:o}),i.removeAttribute(h));if(vr.test(i.tagName)){let h=i.textContent.split(ht),f=h.length-1;if(f>0){i.textContent=Ee?Ee.emptyScript:"";for(let m=0;m<f;m++)i.append(h[m],ee()),$t.nextNode(),l.push({type:2,index:++o});i.append(h[f],ee())}}}else if(i.nodeType===8)if(i.data===xr)l.push({type:2,index:o});else{let h=-1;for(;(h=i.data.indexOf(ht,h+1))!==-1;)l.push({type:7,index:o}),h+=ht.length-1}o++}}static createElement(e,n){let r=xt.createElement("template");return r.innerHTML=e,r}};function Ct(t,e,n=t,r){if(e===vt)return e;let i=r!==void 0?n._$Co?.[r]:n._$Cl,o=ne(e)?void 0:e._$litDirective$;return i?.constructor!==o&&(i?._$AO?.(!1),o===void 0?i=void 0:(i=new o(t),i._$AT(t,n,r)),r!==void 0?(n._$Co??=[])[r]=i:n._$Cl=i),i!==void 0&&(e=Ct(t,i._$AS(t,e.values),i,r)),e}var gn=class{constructor(e,n){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=n}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:n},parts:r}=this._$AD,i=(e?.creationScope??xt).importNode(n,!0);$t.currentNode=i;let o=$t.nextNode(),s=0,a=0,l=r[0];for(;l!==void 0;){if(s===l.index){let c;l.type===2?c=new ie(o,o.nextSibling,this,e):l.type===1?c=new l.ctor(o,l.name,l.strings,this,e):l.type===6&&(c=new $n(o,this,e)),this._$AV.push(c),l=r[++a]}s!==l?.index&&(o=$t.nextNode(),s++)}return $t.currentNode=xt,i}p(e){let n=0;for(let r of this._$AV)r!==void 0&&(r.strings!==void 0?(r._$AI(e,r,n),n+=r.strings.length-2):r._$AI(e[n])),n++}},ie=class t{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,n,r,i){this.type=2,this._$AH=y,this._$AN=void 0,this._$AA=e,this._$AB=n,this._$AM=r,this.options=i,this._$Cv=i?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,n=this._$AM;return n!==void 0&&e?.nodeType===11&&(e=n.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,n=this){e=Ct(this,e,n),ne(e)?e===y||e==null||e===""?(this._$AH!==y&&this._$AR(),this._$AH=y):e!==this._$AH&&e!==vt&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Bo(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==y&&ne(this._$AH)?this._$AA.nextSibling.data=e:this.T(xt.createTextNode(e)),this._$AH=e}$(e){let{values:n,_$litType$:r}=e,i=typeof r=="number"?this._$AC(e):(r.el===void 0&&(r.el=re.createElement(Mr(r.h,r.h[0]),this.options)),r);if(this._$AH?._$AD===i)this._$AH.p(n);else{let o=new gn(i,this),s=o.u(this.options);o.p(n),this.T(s),this._$AH=o}}_$AC(e){let n=br.get(e.strings);return n===void 0&&br.set(e.strings,n=new re(e)),n}k(e){vn(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let o of e)i===n.length?n.push(r=new t(this.O(ee()),this.O(ee()),this,this.options)):r=n[i],r._$AI(o),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,n){for(this._$AP?.(!1,!0,n);e!==this._$AB;){let r=dr(e).nextSibling;dr(e).remove(),e=r}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},Ot=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,n,r,i,o){this.type=1,this._$AH=y,this._$AN=void 0,this.element=e,this.name=n,this._$AM=i,this.options=o,r.length>2||r[0]!==""||r[1]!==""?(this._$AH=Array(r.length-1).fill(new String),this.strings=r):this._$AH=y}_$AI(e,n=this,r,i){let o=this.strings,s=!1;if(o===void 0)e=Ct(this,e,n,0),s=!ne(e)||e!==this._$AH&&e!==vt,s&&(this._$AH=e);else{let a=e,l,c;for(e=o[0],l=0;l<o.length-1;l++)c=Ct(this,a[r+l],n,l),c===vt&&(c=this._$AH[l]),s||=!ne(c)||c!==this._$AH[l],c===y?e=y:e!==y&&(e+=(c??"")+o[l+1]),this._$AH[l]=c}s&&!i&&this.j(e)}j(e){e===y?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},yn=class extends Ot{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===y?void 0:e}},wn=class extends Ot{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==y)}},bn=class extends Ot{constructor(e,n,r,i,o){super(e,n,r,i,o),this.type=5}_$AI(e,n=this){if((e=Ct(this,e,n,0)??y)===vt)return;let r=this._$AH,i=e===y&&r!==y||e.capture!==r.capture||e.once!==r.once||e.passive!==r.passive,o=e!==y&&(r===y||i);i&&this.element.removeEventListener(this.name,this,r),o&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},$n=class{constructor(e,n,r){this.element=e,this.type=6,this._$AN=void 0,this._$AM=n,this.options=r}get _$AU(){return this._$AM._$AU}_$AI(e){Ct(this,e)}};var Xo=xn.litHtmlPolyfillSupport;Xo?.(re,ie),(xn.litHtmlVersions??=[]).push("3.3.3");var _r=(t,e,n)=>{let r=n?.renderBefore??e,i=r._$litPart$;if(i===void 0){let o=n?.renderBefore??null;r._$litPart$=i=new ie(e.insertBefore(ee(),o),o,void 0,n??{})}return i._$AI(t),i};var _n=globalThis,ft=class extends st{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let n=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=_r(n,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return vt}};ft._$litElement$=!0,ft.finalized=!0,_n.litElementHydrateSupport?.({LitElement:ft});var Vo=_n.litElementPolyfillSupport;Vo?.({LitElement:ft});(_n.litElementVersions??=[]).push("4.2.2");var C=t=>Array(t).fill(0),dt=t=>t.reduce((e,n)=>e+n,0),F=(t,e)=>t.map((n,r)=>n+e[r]),K=(t,e)=>t.map((n,r)=>n-e[r]),O=(t,e)=>t.map((n,r)=>n*e[r]),J=(t,e)=>e.map(n=>t*n);function I(t,e){let n=C(e[0].length);for(let r=0;r<t.length;r++)for(let i=0;i<n.length;i++)n[i]+=t[r]*e[r][i];return n}function at(t,e){let n=C(e.length);for(let r=0;r<e.length;r++)for(let i=0;i<t.length;i++)n[r]+=t[i]*e[r][i];return n}var kr=t=>t[0].map((e,n)=>t.map(r=>r[n]));function Ar(t,e,n,r){let i=Array.from({length:n},()=>C(r));return t.forEach((o,s)=>{for(let a=0;a<n;a++)for(let l=0;l<r;l++)i[a][l]+=o[a]*e[s][l]}),i}var kn=(t,e)=>t.reduce(F,C(e)),lt=(t,e)=>Array.isArray(e)?e.map(n=>lt(t,n)):t(e),A=t=>[t].flat(1/0),Q=t=>Math.hypot(...A(t));var q=["W_xh","W_hh","b_h","W_hy","b_y","h_0"];function Go(t){let e=Math.max(...t),n=t.map(r=>Math.exp(r-e));return J(1/dt(n),n)}var oe={linear:{g:t=>t,backward:t=>t},tanh:{g:t=>t.map(Math.tanh),backward:(t,e)=>t.map((n,r)=>n*(1-e[r]**2))},softmax:{g:Go,backward:(t,e)=>O(e,t.map(n=>n-dt(O(t,e))))}};function se(t,e,n){let r={X:e,output:n,H:[t.h_0],Z:[],A:[],Y:[]};return e.forEach((i,o)=>{let s=F(F(I(i,t.W_xh),I(r.H[o],t.W_hh)),t.b_h),a=s.map(Math.tanh),l=F(I(a,t.W_hy),t.b_y);r.Z.push(s),r.H.push(a),r.A.push(l),r.Y.push(oe[n].g(l))}),r}function ae(t,e){let n=A(t.map((r,i)=>K(r,e[i])));return dt(O(n,n))/n.length}var An=t=>t.map(e=>1-e*e),Ne={dY:{right:(t,e,n)=>J(2/n,K(t,e)),"factor 2 forgotten":(t,e,n)=>J(1/n,K(t,e)),"sign reversed":(t,e,n)=>J(2/n,K(e,t))},dA:{right:(t,{Y:e,output:n})=>t.map((r,i)=>oe[n].backward(r,e[i])),"derivative forgotten":t=>t,"last frame only":(t,e)=>Sn(Ne.dA.right(t,e),t.length-1)},dH:{right:(t,e)=>at(t,e),"not transposed":(t,e)=>I(t,e)},slope:{right:({H:t},e)=>An(t[e+1]),missing:({H:t},e)=>t[e+1].map(()=>1),"frame before":({H:t},e)=>An(t[e]),"pre-activation":({Z:t},e)=>An(t[e])},dZ:{right:(t,e,n)=>O(F(t,e),n),"carry dropped":(t,e,n)=>O(t,n),"carry subtracted":(t,e,n)=>O(K(t,e),n)},carry:{right:({dZ:t,W_hh:e})=>at(t,e),"not transposed":({dZ:t,W_hh:e})=>I(t,e),accumulated:({dZ:t,W_hh:e,carry:n})=>F(n,at(t,e)),"without slope":({dH:t,carry:e,W_hh:n})=>at(F(t,e),n)},order:{right:t=>[...Array(t).keys()].reverse(),forwards:t=>[...Array(t).keys()]},frames:{right:t=>t,"first left out":t=>t.slice(1),"first only":t=>t.slice(0,1)},total:{right:t=>t,mean:(t,e)=>J(1/e,t)},dW_xh:{right:(t,e)=>[t,e],"X shifted":(t,e)=>[t.slice(0,-1),e.slice(1)]},dW_hh:{right:t=>t.slice(0,-1),"H shifted":t=>t.slice(1)},dW_hy:{right:t=>t.slice(1),"H shifted":t=>t.slice(0,-1)},dh_0:{right:t=>t,"one step early":(t,e)=>e[0]}},Y=(t,e)=>Ne[t][e?.step===t?e.way:"right"],Sn=(t,e)=>t.map((n,r)=>r===e?n:C(n.length));function Sr(t,e,n){let r=t.length*t[0].length;return t.map((i,o)=>Y("dY",n)(i,e[o],r))}var Er=(t,e,n)=>Y("dA",n)(t,e);function Mt(t,e,n,r,i=(o,s)=>C(s.length)){let o=e.length,{W_hh:s,W_hy:a}=t,l={dA:e,dH:[],slope:[],received:[],dZ:[],stopped:[],passed:[]},c=C(t.h_0.length);for(let u of Y("order",r)(o)){let h=Y("dH",r)(e[u],a),f=Y("slope",r)(n,u),m=Y("dZ",r)(h,c,f),d=i(u,m),p=Y("carry",r)({dZ:K(m,d),dH:h,carry:c,W_hh:s});for(let[w,$]of Object.entries({dH:h,slope:f,received:c,dZ:m,stopped:d,passed:p}))l[w][u]=$;c=p}return{...l,dh_0:Y("dh_0",r)(c,l.dZ)}}function Te({dA:t,dZ:e,dh_0:n},{X:r,H:i},o){let s=Y("frames",o),a=f=>Y("total",o)(f,e.length),[l,c,u]=[r[0].length,i[0].length,t[0].length],h=(f,m,d,p)=>Ar(s(f),s(m),d,p).map(a);return{W_xh:h(...Y("dW_xh",o)(r,e),l,c),W_hh:h(Y("dW_hh",o)(i),e,c,c),b_h:a(kn(s(e),c)),W_hy:h(Y("dW_hy",o)(i),t,c,u),b_y:a(kn(s(t),u)),h_0:n}}var Nr=[{code:"b4",name:"carry dropped",step:"dZ",way:"carry dropped",words:"dZ[t] = dH[t] * (1 - H[t + 1]^2) leaves out the carry: each error stays in its own frame. It must be (dH[t] + carry) * (1 - H[t + 1]^2)."},{code:"m7",name:"sign of the carry",step:"dZ",way:"carry subtracted",words:"the carry is subtracted. What is used in two places gets the sum of both gradients: (dH[t] + carry) * (1 - H[t + 1]^2)."},{code:"x2",name:"carry accumulated",step:"carry",way:"accumulated",words:"the carry keeps what later frames left in it (carry += ...). Each frame must replace it: carry = dZ[t] W_hh^T."},{code:"q9",name:"W_hh not transposed",step:"carry",way:"not transposed",words:"the carry is dZ[t] W_hh. Backward it goes through the transposed matrix: carry = dZ[t] W_hh^T."},{code:"d3",name:"1 - h^2 missing in the carry",step:"carry",way:"without slope",words:"the carry is (dH[t] + carry) W_hh^T, as if it did not pass through the tanh. It must be dZ[t] W_hh^T."},{code:"z5",name:"loop runs forwards",step:"order",way:"forwards",words:"the loop visits the frames from the first to the last. dZ[t] needs dZ[t + 1], so it must run from the last to the first."},{code:"f8",name:"1 - h^2 missing",step:"slope",way:"missing",words:"dZ[t] = dH[t] + carry, without the derivative of tanh. It must be multiplied by 1 - H[t + 1]^2."},{code:"k1",name:"1 - h^2 of the wrong frame",step:"slope",way:"frame before",words:"the slope is 1 - H[t]^2, from the state before the frame. The state after frame t is H[t + 1], so it must be 1 - H[t + 1]^2."},{code:"w6",name:"1 - h^2 at the pre-activation",step:"slope",way:"pre-activation",words:"the slope is 1 - Z[t]^2. The derivative of tanh(z) is 1 - tanh(z)^2 = 1 - H[t + 1]^2."},{code:"r2",name:"output derivative forgotten",step:"dA",way:"derivative forgotten",words:"dA = dY, as if the output were linear. The gradient must go through the output function: for tanh dA = dY * (1 - Y^2), for softmax dA = Y * (dY - sum(dY * Y))."},{code:"c7",name:"only the last frame's error",step:"dA",way:"last frame only",words:"dA is zero but for the last frame. Every frame has an output, and an error of its own."},{code:"j4",name:"W_hy not transposed",step:"dH",way:"not transposed",words:"dH[t] = dA[t] W_hy. Backward it goes through the transposed matrix: dH[t] = dA[t] W_hy^T. (Shapes forgive it only with as many outputs as hidden units.)"},{code:"h6",name:"H shifted by one in W_hh",step:"dW_hh",way:"H shifted",words:"dW_hh = sum of H[t + 1]^T dZ[t]. W_hh multiplies the state before the frame: dW_hh = sum of H[t]^T dZ[t]."},{code:"v1",name:"H shifted by one in W_hy",step:"dW_hy",way:"H shifted",words:"dW_hy = sum of H[t]^T dA[t]. W_hy multiplies the state after the frame: dW_hy = sum of H[t + 1]^T dA[t]."},{code:"p3",name:"X shifted by one in W_xh",step:"dW_xh",way:"X shifted",words:"dW_xh = sum of X[t]^T dZ[t + 1]. Input and dZ must be of the same frame: dW_xh = sum of X[t]^T dZ[t]."},{code:"n8",name:"first frame left out",step:"frames",way:"first left out",words:"the sums over frames begin at frame 1: look at the bounds of the loop. They must begin at frame 0."},{code:"g5",name:"gradient replaced, not added up",step:"frames",way:"first only",words:"each gradient is that of frame 0 alone, the last one visited: every frame replaced it (=). Every frame must add to it (+=)."},{code:"s9",name:"mean in place of sum",step:"total",way:"mean",words:"the gradients are averaged over the frames. The mean is already in dY = 2 (Y - target) / (frames and outputs); frames must be summed."},{code:"t2",name:"h_0's gradient taken one step early",step:"dh_0",way:"one step early",words:"dh_0 = dZ[0]. From Z[0] to h_0 there is one more step, through W_hh: dh_0 = dZ[0] W_hh^T."},{code:"y6",name:"factor 2 forgotten",step:"dY",way:"factor 2 forgotten",words:"dY = (Y - target) / (frames and outputs). The derivative of a square brings a factor 2, so every gradient is half of what it should be."},{code:"l8",name:"sign of the error",step:"dY",way:"sign reversed",words:"dY = 2 (target - Y) / (frames and outputs). The cost has (Y - target)^2, so dY must have Y - target."}];var pt=Nr;for(let{name:t,step:e,way:n}of pt)if(!Ne[e]?.[n])throw new Error(`mistakes.json: ${t} names the step ${e}: ${n}, which is not in STEPS`);var le=t=>pt.find(e=>e.code===t)??null;function _t(t,e,n,r){let i=Sr(n.Y,e,r),o=Mt(t,Er(i,n,r),n,r);return{dY:i,...o,grads:Te(o,n,r)}}function En(t,e,n=.001,r=1e-12){let[i,o]=[A(t),A(e)],s=Math.max(...i.map(Math.abs),...o.map(Math.abs));return i.every((a,l)=>Math.abs(a-o[l])<=n*s+r)}var Jo=(t,e)=>En(t,e,.01,.002),Qo=(t,e)=>q.every(n=>En(t.grads[n],e.grads[n]));function Tr(t,e,n){let r=_t(t,e,n),i=t.W_hy.length===t.W_hy[0].length;return pt.filter(o=>(i||o.step!=="dH")&&!Qo(_t(t,e,n,o),r))}function Hr(t,e,n,r,i){let o=t.W_hy.length===t.W_hy[0].length;if(r.step==="dH"&&!o)return{quantity:"shape"};let s=ts(_t(t,e,n,r),i);return s.find(({would:a,is:l})=>!Jo(a,l))??s.find(({would:a,is:l})=>!En(a,l))??null}function ts(t,e){let n=[...e.dZ.keys()].reverse(),r=(i,o)=>({quantity:i,t:o,would:t[i][o],is:e[i][o]});return[...["dY","dA"].flatMap(i=>n.map(o=>r(i,o))),...n.flatMap(i=>["dH","slope","dZ","passed"].map(o=>r(o,i))),...q.map(i=>({quantity:`d${i}`,would:A(t.grads[i]),is:A(e.grads[i])}))]}var He=2**-9,Nn=1e-6,es=1e-250;function Cr(t,e,n,r){let i=({Z:l,A:c})=>A(r==="linear"?l:[l,c]),o=i(se(t,e,r)),s=l=>Math.max(...i(l).map((c,u)=>Math.abs(c-o[u]))),a=(l,c)=>{let u=A(t[l])[c],h=w=>{let $=0;return se({...t,[l]:lt(E=>$++===c?w:E,t[l])},e,r)},f=w=>[h(u+w),h(u-w)],m=(w,[$,E])=>(ae($.Y,n)-ae(E.Y,n))/(u+w-(u-w)),d=He,p=f(d);for(;d>es&&Math.max(...p.map(s))>He;)d/=16,p=f(d);return(4*m(d/2,f(d/2))-m(d,p))/3};return Object.fromEntries(q.map(l=>{let c=0;return[l,lt(()=>a(l,c++),t[l])]}))}function Or(t,e,n){let r=.001*Math.max(Math.abs(n),...q.flatMap(i=>A(e[i]).map(Math.abs)));return q.map(i=>{let[o,s]=[A(t[i]),A(e[i])],a=o.map((u,h)=>Math.abs(u-s[h])/Math.max(Math.abs(u),Math.abs(s[h]),r)),l=a.reduce((u,h,f)=>h>a[u]?f:u,0),c=a[l];return{name:i,index:l,analytic:o[l],numeric:s[l],error:c,right:c<=Nn}})}function Wr(t,e){let n=Q(q.map(o=>t[o])),r=n>e?e/n:1,i=Object.fromEntries(q.map(o=>[o,lt(s=>r*s,t[o])]));return{size:n,factor:r,grads:i}}function Rr(t,e){let n=e.H.slice(1).map(r=>r.map(i=>1-i*i));return n.map((r,i)=>{let o=Array(n.length).fill(0),s=kr(t.W_hy);for(let a=i;a>=0;a--)s=s.map(l=>O(l,n[a])),o[a]=Q(s),s=s.map(l=>at(l,t.W_hh));return o})}var Tn=(t,e)=>t[e].slice(0,e+1).map(n=>n/t[e][e]).reverse();function Pr(t){let e=t.length-1;if(e===0)return null;let n=t[e]**(1/e);return{factor:n,half:Math.log(1/2)/Math.log(n),hundredth:Math.log(1/100)/Math.log(n)}}var ns=(t,e)=>t.map(n=>I(n,e));function Ir(t){let e=0;for(let n=0;n<=50;n++){let r=Q(t);if(r===0)return 0;e+=Math.log(r)/2**n,t=lt(i=>i/r,t),t=ns(t,t)}return Math.exp(e)}var Ce=(t,e,n,r)=>e.map((i,o)=>Mt(t,Sn(e,o),n,r).dZ);var qr=["off","window","blocks"];function Zr(t,e,n,r,i){let o=C(t.h_0.length);if(r==="blocks")return Mt(t,e,n,null,(a,l)=>a>0&&a%i===0?l:o);let s=Ce(t,e,n);return Mt(t,e,n,null,a=>a>0&&a+i-1<e.length?s[a+i-1][a]:o)}function Lr(t,e,n,r){return t==="window"?n-r<e:t==="blocks"?Math.floor(n/e)===Math.floor(r/e):!0}function Yr({params:t,X:e,targets:n,output:r},{mistake:i=null,truncation:o="off",k:s=1,largest:a=null}={}){let l=se(t,e,r),c=ae(l.Y,n),u=_t(t,n,l,i),h=Ce(t,u.dA,l,i);if(!i&&o!=="off"){let m=Zr(t,u.dA,l,o,s);u={...u,...m,grads:Te(m,l)},h=h.map((d,p)=>d.map((w,$)=>Lr(o,s,p,$)?w:C(w.length)))}let f=Cr(t,e,n,r);return{params:t,X:e,targets:n,output:r,cache:l,C:c,...u,triangle:h,numeric:f,rows:Or(u.grads,f,c),influence:Rr(t,l),clipped:a===null?null:Wr(u.grads,a),visible:Tr(t,n,l)}}var Ur={tanh:Math.tanh,exp:Math.exp,sqrt:Math.sqrt},Hn=/\s*(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|[a-z]+|[-+*/^()])/iy;function rs(t){let e=[];for(Hn.lastIndex=0;Hn.lastIndex<t.length;){let n=Hn.exec(t);if(!n)return null;e.push(n[1])}return e}function mt(t){let e=rs(t.trim().replaceAll("\u2212","-").replaceAll("\xD7","*").replaceAll("**","^"));if(e?.length)try{let n=Dr(e);return e.length===0&&Number.isFinite(n)?n:void 0}catch(n){if(n instanceof SyntaxError)return;throw n}}function Dr(t){let e=zr(t);for(;t[0]==="+"||t[0]==="-";)e+=(t.shift()==="+"?1:-1)*zr(t);return e}function zr(t){let e=Wt(t);for(;t[0]==="*"||t[0]==="/";)e=t.shift()==="*"?e*Wt(t):e/Wt(t);return e}function Wt(t){if(t[0]==="+"||t[0]==="-")return t.shift()==="-"?-Wt(t):Wt(t);let e=is(t);return t[0]!=="^"?e:(t.shift(),e**Wt(t))}function is(t){let e=t.shift();if(e!==void 0&&/[\d.]/.test(e))return Number(e);let n=e==="("?i=>i:Object.hasOwn(Ur,e)&&t.shift()==="("?Ur[e]:null;if(!n)throw new SyntaxError;let r=Dr(t);if(t.shift()!==")")throw new SyntaxError;return n(r)}var Oe=t=>t.replaceAll("-","\u2212");function x(t,e=3){if(!Number.isFinite(t))return Number.isNaN(t)?"not a number":Oe(t>0?"\u221E":"-\u221E");let n=Math.abs(t);return n>=1e4||n>0&&n<5e-4?Oe(t.toExponential(1)):Oe(t.toFixed(n>=100?1:e)).replace(/^\u2212(0\.0+)$/,"$1")}var W=(t,e=3)=>Oe(String(Number(t.toFixed(e)))),jr=t=>t>=1e4?x(t):String(Number(t.toPrecision(2))),We=t=>`${jr(t)} frames (${jr(t/2)} s)`;var os=t=>e=>({text:x(e),term:t}),[D,kt,ss,Re]=["forward","own","carry","dZ"].map(os),R=(t,...e)=>t.flatMap((n,r)=>[n,e[r]??""]).filter(n=>n!==""),Br={linear:["Y[t] = H[t + 1] W_hy + b_y",""],tanh:["Y[t] = tanh(H[t + 1] W_hy + b_y)","dA[t] = dY[t] * (1 - Y[t]^2)"],softmax:["Y[t] = softmax(H[t + 1] W_hy + b_y)","dA[t] = Y[t] * (dY[t] - sum(dY[t] * Y[t]))"]};function Pe(t,e,{unit:n,out:r}){let i=e.params.h_0.length===1&&e.params.b_y.length===1,o=ls[t.kind](t.name??t.t,e,n,r,i);return{note:"",...o,numbers:as(o.numbers)}}var as=t=>t.flatMap((e,n)=>{let r=n>0?t[n-1].text??t[n-1]:"";return(e.text??e).startsWith("\u2212")&&/[-+\u2212*]\s*$/.test(r)?["(",e,")"]:[e]}),Rt=(t,e,n,r)=>`${t}[${e}${r.length>1?`, ${n}`:""}]`,ls={H(t,e,n,r,i){let{W_xh:o,W_hh:s,b_h:a}=e.params,[l,c,u]=[e.X[t][0],e.cache.H[t][n],e.cache.Z[t][n]];return{title:`Forward, frame ${t}: the state`,quantity:Rt("H",t+1,n,a),value:e.cache.H[t+1][n],symbols:"H[t + 1] = tanh(X[t] W_xh + H[t] W_hh + b_h)",numbers:i?R`tanh(${{text:W(l),term:"forward"}} * ${W(o[0][0])} + ${D(c)} * ${W(s[0][0])} + ${W(a[0])})`:R`tanh(${D(u)})`,slips:[{value:u,why:"the sum before the tanh"}]}},Y(t,e,n,r,i){let{W_hy:o,b_y:s}=e.params,[a,l]=[e.cache.H[t+1][n],e.cache.A[t][r]],c=i?R`${D(a)} * ${W(o[0][0])} + ${W(s[0])}`:R`${D(l)}`,u={linear:c,tanh:R`tanh(`.concat(c,")"),softmax:R`exp(${D(l)}) / (`.concat(e.cache.A[t].flatMap((h,f)=>R`${f?" + ":""}exp(${D(h)})`),")")}[e.output];return{title:`Forward, frame ${t}: the output`,quantity:Rt("Y",t,r,s),value:e.cache.Y[t][r],symbols:Br[e.output][0],numbers:u,slips:[{value:l,why:`the sum before the ${e.output}`},{value:l-s[r],why:"without b_y"}]}},cost(t,e,n,r){let i=e.cache.Y.map((a,l)=>a[r]-e.targets[l][r]),o=e.dY.length*e.dY[0].length,s=a=>R`(${D(e.cache.Y[a][r])} \u2212 ${W(e.targets[a][r])})^2`;return{title:"The cost, and its gradient with respect to the outputs",note:`dY[t] = 2 (Y[t] - target) / ${o}`,quantity:"C",value:e.C,symbols:"C = mean((Y - target)^2)",numbers:R`(`.concat(Fr(i.length,s," + "),e.dY[0].length>1?" + the other output's":"",`) / ${o}`),slips:[{value:e.C*o,why:"the sum; the mean is asked for"}]}},dA(t,e,n,r){let[i,o]=[e.dY[t],e.cache.Y[t]],s=R`${kt(i[r])} * (1 \u2212 ${D(o[r])}^2)`;return{title:`Backward, frame ${t}: through the output function`,quantity:Rt("dA",t,r,o),value:e.dA[t][r],symbols:Br[e.output][1],numbers:e.output==="tanh"?s:R`${D(o[r])} * (${kt(i[r])} \u2212 ${kt(dt(O(i,o)))})`,slips:[{value:i[r],why:"dY[t]; it must still go through the output function"}]}},dH(t,e,n,r){let{W_hy:i}=e.params,o=e.dA[t].flatMap((s,a)=>R`${a?" + ":""}${kt(s)} * ${W(i[n][a])}`);return{title:`Backward, frame ${t}: gradient with respect to the state from this frame's output`,quantity:Rt("dH",t,n,i),value:e.dH[t][n],symbols:"dH[t] = dA[t] W_hy^T",numbers:o,slips:[{value:e.dA[t][r],why:"dA[t]; it must still go through W_hy"}]}},dZ(t,e,n){let[r,i,o,s]=[e.dH[t][n],e.received[t][n],e.slope[t][n],e.cache.H[t+1][n]],a=t===e.dZ.length-1;return{title:`Backward, frame ${t}: both gradients added, and through the tanh`,note:a?"Nothing comes from later frames: the carry is 0.":"The carry comes from the later frames.",quantity:Rt("dZ",t,n,e.dZ[t]),value:e.dZ[t][n],symbols:"dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2)",numbers:R`(${kt(r)} + ${ss(i)}) * (1 \u2212 ${{text:x(s,Math.abs(s)>.9?5:3),term:"forward"}}^2)`,slips:[{value:r+i,why:"dH + carry; it must still be multiplied by 1 - H[t + 1]^2"},...a?[]:[{value:r*o,why:"without the carry"},{value:r*o+i,why:"only dH multiplied by 1 - H[t + 1]^2; the carry goes through the tanh as well"},{value:(r-i)*o,why:"the carry subtracted; it must be added"}]]}},carry(t,e,n){let{W_hh:r}=e.params,i=e.stopped[t].some(a=>a!==0),o=e.dZ[t].map((a,l)=>a-e.stopped[t][l]),s=o.length<=3?o.flatMap((a,l)=>R`${l?" + ":""}${Re(a)} * ${W(r[n][l])}`):[`${o.length} products of an entry of dZ[${t}] and one of W_hh, added up`];return{title:t>0?`Backward, frame ${t}: gradient passed to the previous time step (the carry)`:"Backward, frame 0: what is left of the carry is the gradient of h_0",note:i?`Truncated: ${x(e.stopped[t][n])} of dZ[${t}] stops here.`:"",quantity:t>0?Rt("carry",t,n,r):`dh_0${r.length>1?`[${n}]`:""}`,value:t>0?e.passed[t][n]:e.grads.h_0[n],symbols:t>0?"carry[t] = dZ[t] W_hh^T":"dh_0 = carry[0] = dZ[0] W_hh^T",numbers:s,slips:[{value:e.dZ[t][n],why:"dZ[t]; it must still go through W_hh"},{value:at(F(e.dH[t],e.received[t]),r)[n],why:"dH + carry through W_hh; take dZ, which went through the tanh"},...o.length>1?[{value:I(e.dZ[t],r)[n],why:"dZ[t] W_hh; the matrix must be transposed"}]:[]]}},sum(t,e,n,r){let[i,o,s,a]={W_xh:[e.X.map(([u])=>D(u)),e.dZ.map(u=>Re(u[n])),"dW_xh = sum_t X[t]^T dZ[t]",[0,n]],W_hh:[e.cache.H.slice(0,-1).map(u=>D(u[n])),e.dZ.map(u=>Re(u[n])),"dW_hh = sum_t H[t]^T dZ[t]",[n,n]],b_h:[null,e.dZ.map(u=>Re(u[n])),"db_h = sum_t dZ[t]",[n]],W_hy:[e.cache.H.slice(1).map(u=>D(u[n])),e.dA.map(u=>kt(u[r])),"dW_hy = sum_t H[t + 1]^T dA[t]",[n,r]],b_y:[null,e.dA.map(u=>kt(u[r])),"db_y = sum_t dA[t]",[r]]}[t],l=a.reduce((u,h)=>u[h],e.grads[t]),c=u=>i?R`${i[u]} * ${o[u]}`:R`${o[u]}`;return{title:"The gradients: a weight is used in every frame, so its gradient is a sum over frames",quantity:A(e.grads[t]).length>1?`d${t}[${a.join(", ")}]`:`d${t}`,value:l,symbols:s,numbers:Fr(o.length,c," + "),slips:o.length>1?[{value:l/o.length,why:"the mean over the frames; the sum is asked for"}]:[]}}};function Fr(t,e,n){return[...Array(t).keys()].filter(i=>t<=5||i<3||i===t-1).flatMap((i,o)=>[...o?[n]:[],...t>5&&i===t-1?[`... ${n.trim()} `]:[],...e(i)])}var Ie=(t,e)=>Math.abs(t-e)<=Math.max(.00501,.01*Math.abs(e));function Xr(t,e,n){let r=`${e.quantity} = ${x(e.value)}`;if(t===void 0)return{kind:"",words:"That is no number and no sum of numbers.",counts:!1};if(n)return{kind:"",words:`This pass has ${r}; you have ${x(t)}. Is yours right?`,counts:!1};if(Ie(t,e.value))return{kind:"right",words:`${r}, as you said.`,counts:!0};let i=e.slips.find(({value:s})=>Ie(t,s)&&!Ie(s,e.value)),o=i?` Yours is ${i.why}.`:Ie(-t,e.value)?" Look at the sign.":"";return{kind:"wrong",words:`${r}; you said ${x(t)}.${o}`,counts:!0}}var Cn={params:{W_xh:[[1]],W_hh:[[.8]],b_h:[0],W_hy:[[1.5,-.8]],b_y:[.1,0],h_0:[.2]},X:[[1],[0],[-.5]],targets:[[.5,-.2],[.5,.4],[-.5,0]]},cs=({W_hy:t,b_y:e,...n},r)=>({...n,W_hy:t.map(i=>i.slice(0,r)),b_y:e.slice(0,r)});function Vr(t){let e=t>>>0,n=()=>(e=Math.imul(e,1664525)+1013904223>>>0,e/2**32);for(let r=0;r<5;r++)n();return n}var On=(t,e)=>Number(t.toFixed(e)),qe=(t,e,n)=>Array.from({length:t},()=>Array.from({length:e},n));function us(t,e){let n=[];for(;n.length<t;){let r=Array.from({length:t},()=>e()-.5);for(let i of n)r=K(r,J(dt(O(r,i)),i));Q(r)>.05&&n.push(J(1/Q(r),r))}return n}function Gr(t,e){let n=us(t,e),r=Math.max(...n.flatMap((i,o)=>i.map((s,a)=>Math.abs(s-n[a][o]))));return t===1||r>.3?n:Gr(t,e)}function Kr({T:t,n:e,m:n,seed:r,rho:i}){let o=Vr(1e3*r+10*e+n),s=(f,m)=>()=>On(f+(m-f)*o(),1),a=e===1&&r===0?cs(Cn.params,n):{W_xh:qe(1,e,s(-1,1)),W_hh:hs(i,Gr(e,o)),b_h:C(e),W_hy:qe(e,n,s(-1.5,1.5)),b_y:C(n),h_0:C(e)},l=Vr(77+r),c=()=>On(2*l()-1,1),u=qe(60,1,c),h=qe(60,2,c);return r===0&&u.splice(0,3,...Cn.X),r===0&&h.splice(0,3,...Cn.targets),{params:a,X:u.slice(0,t),targets:h.slice(0,t).map(f=>f.slice(0,n))}}var hs=(t,e)=>e.map(n=>n.map(r=>On(t*r,3)));var fs=["W_xh","W_hh","b_h","W_hy","b_y"];function Jr(t,e){let n=[...Array(t).keys()],r=e==="linear"?["dH","dZ","carry"]:["dA","dH","dZ","carry"];return[...n.flatMap(i=>[{kind:"H",t:i},{kind:"Y",t:i}]),{kind:"cost"},...n.reverse().flatMap(i=>r.map(o=>({kind:o,t:i}))),...fs.map(i=>({kind:"sum",name:i}))]}var Ze=({kind:t,t:e,name:n})=>[t,e??n].filter(r=>r!==void 0).join(":");var X={T:[1,60],n:[1,10],m:[1,2],seed:[0,99],k:[1,60]},ce={T:3,n:1,m:1,output:"linear",seed:0,rho:.9,edits:{},step:0,unit:0,out:0,truncate:"off",k:2,clip:null,riddle:null,view:"all"},tt={output:Object.keys(oe),truncate:qr,riddle:pt.map(({code:t})=>t),view:["all","lecture"]},Le=({T:t,n:e,m:n})=>({W_xh:[1,e],W_hh:[e,e],b_h:[e],W_hy:[e,n],b_y:[n],h_0:[e],X:[t,1],targets:[t,n]});function Pt(t){let{params:e,X:n,targets:r}=Kr(t),{edits:i}=t,o=(s,a)=>a.map((l,c)=>s?.[c]??l);return{params:Object.fromEntries(q.map(s=>[s,i[s]??e[s]])),X:o(i.X,n),targets:o(i.targets,r),output:t.output}}var et=({T:t,output:e})=>Jr(t,e);function It(t,e){let n={...t,...e};if(n.output==="softmax"&&(n.m=2),n.n!==t.n||n.m!==t.m||n.seed!==t.seed){let[r,i]=[Le(t),Le(n)],o=s=>n.seed===t.seed&&["X","targets"].includes(s)&&r[s][1]===i[s][1];n.edits=Object.fromEntries(Object.entries(n.edits).filter(([s])=>o(s)))}return n.unit=Math.min(n.unit,n.n-1),n.out=Math.min(n.out,n.m-1),n.step=Math.max(0,Math.min(n.step,et(n).length)),n}function Qr(t,e,[n,r],i){let o=Pt(t),s=o.params[e]??o[e],a=(u,h,f)=>u.map((m,d)=>d===h?f(m):m),l=r===void 0?a(s,n,()=>i):a(s,n,u=>a(u,r,()=>i)),c=t.edits[e]?.slice(s.length)??[];return It(t,{edits:{...t.edits,[e]:[...l,...c]}})}var ds=["T","n","m","seed","k"],qt=1e3,ps=(t,e)=>JSON.stringify(t)===JSON.stringify(e),ms=t=>t.map(String).join(t[0].length>1?";":",");function Ye(t){let e=[];for(let i of["T","n","m","output","seed","rho","step","unit","out","truncate","k","clip","riddle","view"])t[i]!==ce[i]&&e.push(`${i}=${t[i]}`);let[n,r]=[Pt(t),Pt({...t,edits:{}})];for(let i of Object.keys(t.edits)){let[o,s]=[n.params[i]??n[i],r.params[i]??r[i]];ps(o,s)||e.push(`${i}=${ms(o)}`)}return e.join("&")}function ei(t){let e=[],n=new Map;for(let d of t.split("&").filter(Boolean)){let[p,w=""]=d.split("=").map(gs);n.set(p,w)}let r=(d,p,w)=>{if(!n.has(d))return;let $=p(n.get(d));return n.delete(d),$===void 0&&e.push(`${d} must be ${w}`),$},i=(d,p)=>w=>/^\d+$/.test(w)&&w>=d&&w<=p?Number(w):void 0,o=(d,p)=>w=>ni(mt(w),d,p),s=d=>p=>d.includes(p)?p:void 0,a={};for(let d of ds)a[d]=r(d,i(...X[d]),`a whole number from ${X[d].join(" to ")}`);a.output=r("output",s(tt.output),tt.output.join(", ")),a.truncate=r("truncate",s(tt.truncate),tt.truncate.join(", ")),a.view=r("view",s(tt.view),tt.view.join(", ")),a.riddle=r("riddle",s(tt.riddle),"a code that this page made"),a.rho=r("rho",o(0,3),"a number from 0 to 3"),a.clip=r("clip",o(0,qt),`a number from 0 to ${qt}`);let l=It(ce,ti(a)),c=et(l).length,u=r("step",d=>d==="end"?c:i(0,c)(d),`a whole number from 0 to ${c}, or end`),h=r("unit",i(0,l.n-1),`a whole number from 0 to ${l.n-1}`),f=r("out",i(0,l.m-1),`a whole number from 0 to ${l.m-1}`),m={};for(let[d,p]of Object.entries(Le(l))){let w=r(d,$=>ys($,p),`${p.join(" x ")} numbers from ${-qt} to ${qt}`);w&&(m[d]=w)}for(let d of n.keys())e.push(`${d} is not known here`);return l=It(l,ti({step:u,unit:h,out:f,edits:m})),{state:l,problems:e}}var ti=t=>Object.fromEntries(Object.entries(t).filter(([,e])=>e!==void 0));function gs(t){try{return decodeURIComponent(t)}catch{return t}}var ni=(t,e,n)=>t>=e&&t<=n?t:void 0;function ys(t,e){let n=(i,o)=>{let s=i.split(",").map(a=>ni(mt(a),-qt,qt));return s.length===o&&!s.includes(void 0)?s:void 0};if(e.length===1)return n(t,e[0]);if(e[1]===1)return n(t,e[0])?.map(i=>[i]);let r=t.split(";").map(i=>n(i,e[1]));return r.length===e[0]&&!r.includes(void 0)?r:void 0}var ws=[[/^(X|Y|A|Z|H|target)\b/,"forward"],[/^d[YAH]\b/,"own"],[/^(carry|dh_0)\b/,"carry"],[/^dZ\b/,"dZ"]],bs=/(\b(?:dZ|d[YAH]|[XYAZH])(?:\[[^\]]*\])?|\bcarry(?:\[[^\]]*\])?|\bdh_0\b)/,Wn=t=>ws.find(([e])=>e.test(t))?.[1],j=t=>t.split(bs).map((e,n)=>n%2?g`<span class=${Wn(e)}>${e}</span>`:e),Rn=t=>t.map(e=>e.text?g`<span class=${e.term}>${e.text}</span>`:e);var ii=N`
.controls {
display: flex;
flex-wrap: wrap;
gap: 0.5em;
align-items: center;
margin: 0.6em 0 0.3em;
}
.controls label {
flex: 1 1 9em;
display: flex;
align-items: center;
gap: 0.5em;
min-width: 0;
}
.controls .count {
white-space: nowrap;
font-variant-numeric: tabular-nums;
}
.told {
display: grid;
gap: 0.9em;
grid-template-columns: minmax(0, 1fr);
}
@container (min-width: 46em) {
.told {
grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
}
}
.caption {
min-height: 8.2em;
font-size: 1.06em;
}
.told .title {
margin: 0;
font-weight: 700;
}
.caption .formula {
margin: 0.2em 0;
font-size: 0.95em;
}
.lecture .caption {
min-height: 6em;
font-size: 1em;
}
.caption .result {
font-weight: 700;
}
.prediction form {
display: flex;
flex-wrap: wrap;
gap: 0.5em;
align-items: center;
}
.prediction input {
width: auto;
flex: 1 1 6em;
min-width: 5em;
}
.prediction .verdict {
min-height: 1.45em;
}
.right::before {
content: "\u2713 ";
font-weight: 700;
}
.wrong::before {
content: "\u2717 ";
font-weight: 700;
}
`,oi=({step:t,count:e,playing:n,view:r},{go:i,play:o,change:s})=>g` <div class="controls">
<button @click=${()=>i(0)} ?disabled=${t===0} title="Home">Start</button>
<button @click=${()=>i(t-1)} ?disabled=${t===0} title="left arrow">Back</button>
<button class="main" @click=${()=>i(t+1)} ?disabled=${t===e} title="right arrow">Step</button>
<button @click=${o} aria-pressed=${n} title="p">${n?"Pause":"Play"}</button>
<button @click=${()=>i(e)} ?disabled=${t===e} title="End">End</button>
<label
><input
type="range"
aria-label="step"
min="0"
max=${e}
.value=${String(t)}
@input=${a=>i(Number(a.target.value))}
/>
<span class="count soft">${t} of ${e}</span></label
>
<button @click=${()=>s({view:r==="all"?"lecture":"all"})}>
${r==="all"?"Lecture view":"All panels"}
</button>
</div>`,ri={title:"The network, unrolled in time",words:"Each column is one frame; all columns use the same weights. Step through it: first forward from left to right, then backward against the arrows."};function si(t,e){if(!t)return g`<div class="caption">
<p class="title">${ri.title}</p>
<p>${ri.words}</p>
</div>`;let n=g`<span class="result ${Wn(t.quantity)}">${x(t.value)}</span>`;return g` <div class="caption">
<p class="title">${t.title}</p>
<p class="formula">${j(t.symbols)}</p>
${e?g`<p class="formula">by hand: ${Rn(t.numbers)}</p>
<p class="formula">this pass has ${j(t.quantity)} = ${n}</p>`:g`<p class="formula">${j(t.quantity)} = ${Rn(t.numbers)} = ${n}</p>`}
${t.note?g`<p class="soft">${j(t.note)}</p>`:y}
</div>`}var ai=t=>t?`${t.title}. ${t.quantity} is ${x(t.value)}. ${t.note}`:"";function li({next:t,verdict:e,tally:n},{guess:r}){return g` <section class="prediction" aria-label="Predict the next number">
${t?g`<p class="title">Predict the next number, if you like</p>
<form @submit=${o=>{o.preventDefault();let s=o.target.elements.guess;r(s.value),s.value=""}}>
<label for="guess" class="mono">${j(t.quantity)} =</label>
<input
id="guess"
name="guess"
class="number"
type="text"
inputmode="text"
autocomplete="off"
aria-describedby="how"
/>
<button>Check</button>
</form>
<p class="formula">${j(t.symbols)}</p>
<p id="how" class="soft">Two decimals are enough. The field calculates: tanh(1 * 0.5 + 0.1)</p>`:g`<p class="title">All numbers are told</p>`}
<p class="verdict ${e?.kind??""}" role="status">${e?.words??""}</p>
${n.asked?g`<p class="soft">${n.right} of ${n.asked} predicted right</p>`:y}
</section>`}var ci=t=>t?g`<div>
<p class="title">What is the next number?</p>
<p class="formula">${j(t.quantity)} = ?</p>
<p class="formula">${j(t.symbols)}</p>
</div>`:y;var ui=N`
.gradients table {
width: 100%;
}
.gradients tr.differs td,
.gradients tr.differs th {
font-weight: 700;
}
.gradients td,
.gradients th {
font-size: 0.93em;
}
@container (max-width: 34em) {
.gradients .spare {
display: none;
}
}
`;function hi({r:t,shown:e,clip:n}){let i=t.rows.every(({name:s})=>e(s))&&t.clipped,o=i?t.clipped.factor:null;return g` <div class="gradients scroll" tabindex="0" role="group" aria-label="Table of gradients">
<table>
<thead>
<tr>
<th scope="col">gradient</th>
<th scope="col">backward</th>
<th scope="col">finite differences</th>
<th scope="col" class="spare">relative difference</th>
<th scope="col">verdict</th>
${i?g`<th scope="col">clipped</th>`:y}
</tr>
</thead>
<tbody>
${t.rows.map(s=>$s(s,t,e(s.name),o))}
</tbody>
</table>
</div>
<p class="soft">
${A(t.params.W_hh).length>1?"The worst entry of each. ":""}Finite differences: (4 D(h / 2) \u2212 D(h)) / 3
with D(h) = (C(w + h) \u2212 C(w \u2212 h)) / 2h, and h so small that what goes into tanh or softmax moves by no more than
${x(He)}; up to ${x(Nn)} they count as equal.
</p>
${i?g`<p>
The norm of all six is ${x(t.clipped.size)}.
${o<1?g`More than ${x(n)}, so all are multiplied by <b>${x(o)}</b>: a shorter step in
the same direction.`:g`Not more than ${x(n)}: nothing is changed.`}
</p>`:y}`}function $s({name:t,index:e,analytic:n,numeric:r,error:i,right:o},s,a,l){let c=s.grads[t],u=c[0].length,h=A(c).length===1?"":u?`[${Math.floor(e/u)}, ${e%u}]`:`[${e}]`;return g`<tr class=${a&&!o?"differs":""}>
<th scope="row" class="mono">d${t}${a?h:""}</th>
<td>${a?x(n):g`<span class="soft">not yet</span>`}</td>
<td>${x(r)}</td>
<td class="spare">${a?i===0?"0":x(i):""}</td>
<td>${a?g`<span class=${o?"right":"wrong"}>${o?"right":"wrong"}</span>`:""}</td>
${l===null?y:g`<td>${x(l*n)}</td>`}
</tr>`}var Pn=1e3;function ct({label:t,value:e,change:n,style:r=""}){let i=o=>{let s=o.target,a=mt(s.value),l=a!==void 0&&Math.abs(a)<=Pn;if(s.setAttribute("aria-invalid",String(!l)),l){n(a);return}s.dispatchEvent(new CustomEvent("refused",{bubbles:!0,composed:!0,detail:`${t}: a number from \u2212${Pn} to ${Pn} was expected, \u201C${s.value}\u201D was typed. It stays ${e}.`})),s.value=String(e)};return g`<input
class="number"
type="text"
inputmode="text"
autocomplete="off"
style=${r}
aria-label=${t}
.value=${String(e)}
@change=${i}
/>`}var fi=N`
.slides {
display: grid;
gap: 0 1.5em;
grid-template-columns: repeat(auto-fit, minmax(min(100%, 16em), 1fr));
}
.slides > .wide {
grid-column: 1 / -1;
}
.slide {
display: grid;
grid-template-columns: 4.2em minmax(3em, 1fr) auto;
gap: 0.5em;
align-items: center;
margin: 0.15em 0;
}
.pick {
display: grid;
grid-template-columns: 1fr auto;
gap: 0.5em;
align-items: center;
margin: 0.25em 0;
}
.weights td {
padding: 0.1em;
border: 0;
}
.weights input.number {
width: 4.3em;
}
details summary {
cursor: pointer;
margin-top: 0.5em;
padding: 0.3em 0;
}
`,In=(t,e,[n,r],i,o,s)=>g` <div class="slide">
<span class="mono">${t}</span>
<input
type="range"
aria-label=${t}
min=${n}
max=${r}
step=${i}
.value=${String(e)}
@input=${a=>o(Number(a.target.value))}
/>
${s}
</div>`,ue=(t,e,n,r)=>g` <label class="pick"
><span>${t}</span>
<select @change=${i=>r(i.target.value)}>
${n.map(i=>g`<option value=${i} ?selected=${String(i)===String(e)}>${i}</option>`)}
</select></label
>`,Ue=(t,e)=>Array.from({length:e-t+1},(n,r)=>t+r);function di({state:t,r:e},{change:n,set:r,again:i}){let o=t.n===1&&t.m===1,s=a=>n({T:Math.round(Math.min(Math.max(a,1),X.T[1]))});return g`<div class="slides">
${In("frames",t.T,X.T,1,s,ct({label:"frames T",value:t.T,change:s}))}
${o?q.map(a=>xs(a,e.params[a],r)):vs(t,e,n,r)}
${ue("hidden units",t.n,Ue(...X.n),a=>n({n:Number(a)}))}
${ue("outputs",t.m,Ue(...X.m),a=>n({m:Number(a),output:a==="1"&&t.output==="softmax"?"linear":t.output}))}
${ue("output function",t.output,tt.output,a=>n({output:a}))}
${t.n>1?ue("hidden unit shown",t.unit,Ue(0,t.n-1),a=>n({unit:Number(a)})):y}
${t.m>1?ue("output shown",t.out,Ue(0,t.m-1),a=>n({out:Number(a)})):y}
</div>
<p class="row">
<button @click=${()=>n({seed:(t.seed+1)%(X.seed[1]+1)})}>Other numbers</button>
<button @click=${i}>Start again</button>
</p>
<p class="soft">All numbers are made up. Inputs, targets and the first state are edited in the drawing.</p>`}function xs(t,e,n){let r=Array.isArray(e[0])?[0,0]:[0],i=r.length===2?e[0][0]:e[0],o=s=>n(t,r,s);return In(t,i,[-2,2],.05,o,ct({label:t,value:i,change:o}))}function vs(t,e,n,r){let i=Number(Ir(e.params.W_hh).toFixed(3));return g` ${In("rho",i,[0,2],.05,s=>t.edits.W_hh&&i>0?n({edits:{...t.edits,W_hh:lt(a=>Number((a*s/i).toFixed(3)),t.edits.W_hh)}}):n({rho:s}),g`<output>${W(i)}</output>`)}
<p class="soft wide">rho, the spectral radius of W_hh: how much a state is stretched from frame to frame</p>
<details class="wide">
<summary>All weights</summary>
${q.map(s=>{let a=Array.isArray(e.params[s][0])?e.params[s]:[e.params[s]],l=(c,u)=>a===e.params[s]?[c,u]:[u];return g`<p class="mono">${s}</p>
<div class="scroll" tabindex="0" role="group" aria-label=${s}>
<table class="weights">
<tbody>
${a.map((c,u)=>g`<tr>
${c.map((h,f)=>g`<td>
${ct({label:`${s}[${l(u,f).join(", ")}]`,value:h,change:m=>r(s,l(u,f),m)})}
</td>`)}
</tr>`)}
</tbody>
</table>
</div>`})}
</details>`}function he(t,e){return t==null||e==null?NaN:t<e?-1:t>e?1:t>=e?0:NaN}function Ms(t,e){return t==null||e==null?NaN:e<t?-1:e>t?1:e>=t?0:NaN}function pi(t){let e,n,r;t.length!==2?(e=he,n=(a,l)=>he(t(a),l),r=(a,l)=>t(a)-l):(e=t===he||t===Ms?t:_s,n=t,r=t);function i(a,l,c=0,u=a.length){if(c<u){if(e(l,l)!==0)return u;do{let h=c+u>>>1;n(a[h],l)<0?c=h+1:u=h}while(c<u)}return c}function o(a,l,c=0,u=a.length){if(c<u){if(e(l,l)!==0)return u;do{let h=c+u>>>1;n(a[h],l)<=0?c=h+1:u=h}while(c<u)}return c}function s(a,l,c=0,u=a.length){let h=i(a,l,c,u-1);return h>c&&r(a[h-1],l)>-r(a[h],l)?h-1:h}return{left:i,center:s,right:o}}function _s(){return 0}function ks(t){return t===null?NaN:+t}var mi=pi(he),gi=mi.right,Rc=mi.left,Pc=pi(ks).center;var Ic=yi(wi),qc=yi(As);function yi(t){return function(e,n,r=n){if(!((n=+n)>=0))throw new RangeError("invalid rx");if(!((r=+r)>=0))throw new RangeError("invalid ry");let{data:i,width:o,height:s}=e;if(!((o=Math.floor(o))>=0))throw new RangeError("invalid width");if(!((s=Math.floor(s!==void 0?s:i.length/o))>=0))throw new RangeError("invalid height");if(!o||!s||!n&&!r)return e;let a=n&&t(n),l=r&&t(r),c=i.slice();return a&&l?(Zt(a,c,i,o,s),Zt(a,i,c,o,s),Zt(a,c,i,o,s),Lt(l,i,c,o,s),Lt(l,c,i,o,s),Lt(l,i,c,o,s)):a?(Zt(a,i,c,o,s),Zt(a,c,i,o,s),Zt(a,i,c,o,s)):l&&(Lt(l,i,c,o,s),Lt(l,c,i,o,s),Lt(l,i,c,o,s)),e}}function Zt(t,e,n,r,i){for(let o=0,s=r*i;o<s;)t(e,n,o,o+=r,1)}function Lt(t,e,n,r,i){for(let o=0,s=r*i;o<r;++o)t(e,n,o,o+s,r)}function As(t){let e=wi(t);return(n,r,i,o,s)=>{i<<=2,o<<=2,s<<=2,e(n,r,i+0,o+0,s),e(n,r,i+1,o+1,s),e(n,r,i+2,o+2,s),e(n,r,i+3,o+3,s)}}function wi(t){let e=Math.floor(t);if(e===t)return Ss(t);let n=t-e,r=2*t+1;return(i,o,s,a,l)=>{if(!((a-=l)>=s))return;let c=e*o[s],u=l*e,h=u+l;for(let f=s,m=s+u;f<m;f+=l)c+=o[Math.min(a,f)];for(let f=s,m=a;f<=m;f+=l)c+=o[Math.min(a,f+u)],i[f]=(c+n*(o[Math.max(s,f-h)]+o[Math.min(a,f+h)]))/r,c-=o[Math.max(s,f-u)]}}function Ss(t){let e=2*t+1;return(n,r,i,o,s)=>{if(!((o-=s)>=i))return;let a=t*r[i],l=s*t;for(let c=i,u=i+l;c<u;c+=s)a+=r[Math.min(o,c)];for(let c=i,u=o;c<=u;c+=s)a+=r[Math.min(o,c+l)],n[c]=a/e,a-=r[Math.max(i,c-l)]}}var Es=Array.prototype,Zc=Es.slice;var Ns=Math.sqrt(50),Ts=Math.sqrt(10),Hs=Math.sqrt(2);function ze(t,e,n){let r=(e-t)/Math.max(0,n),i=Math.floor(Math.log10(r)),o=r/Math.pow(10,i),s=o>=Ns?10:o>=Ts?5:o>=Hs?2:1,a,l,c;return i<0?(c=Math.pow(10,-i)/s,a=Math.round(t*c),l=Math.round(e*c),a/c<t&&++a,l/c>e&&--l,c=-c):(c=Math.pow(10,i)*s,a=Math.round(t/c),l=Math.round(e/c),a*c<t&&++a,l*c>e&&--l),l<a&&.5<=n&&n<2?ze(t,e,n*2):[a,l,c]}function je(t,e,n){if(e=+e,t=+t,n=+n,!(n>0))return[];if(t===e)return[t];let r=e<t,[i,o,s]=r?ze(e,t,n):ze(t,e,n);if(!(o>=i))return[];let a=o-i+1,l=new Array(a);if(r)if(s<0)for(let c=0;c<a;++c)l[c]=(o-c)/-s;else for(let c=0;c<a;++c)l[c]=(o-c)*s;else if(s<0)for(let c=0;c<a;++c)l[c]=(i+c)/-s;else for(let c=0;c<a;++c)l[c]=(i+c)*s;return l}function De(t,e,n){return e=+e,t=+t,n=+n,ze(t,e,n)[2]}function bi(t,e,n){e=+e,t=+t,n=+n;let r=e<t,i=r?De(e,t,n):De(t,e,n);return(r?-1:1)*(i<0?1/-i:i)}var Lc=Cs(Math.random);function Cs(t){return function(n,r=0,i=n.length){let o=i-(r=+r);for(;o;){let s=t()*o--|0,a=n[o+r];n[o+r]=n[s+r],n[s+r]=a}return n}}function Dt(t,e,n){t.prototype=e.prototype=n,n.constructor=t}function pe(t,e){var n=Object.create(t.prototype);for(var r in e)n[r]=e[r];return n}function gt(){}var Nt=.7,zt=1/Nt,Yt="\\s*([+-]?\\d+)\\s*",fe="\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)\\s*",nt="\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)%\\s*",Os=/^#([0-9a-f]{3,8})$/,Ws=new RegExp(`^rgb\\(${Yt},${Yt},${Yt}\\)$`),Rs=new RegExp(`^rgb\\(${nt},${nt},${nt}\\)$`),Ps=new RegExp(`^rgba\\(${Yt},${Yt},${Yt},${fe}\\)$`),Is=new RegExp(`^rgba\\(${nt},${nt},${nt},${fe}\\)$`),qs=new RegExp(`^hsl\\(${fe},${nt},${nt}\\)$`),Zs=new RegExp(`^hsla\\(${fe},${nt},${nt},${fe}\\)$`),$i={aliceblue:15792383,antiquewhite:16444375,aqua:65535,aquamarine:8388564,azure:15794175,beige:16119260,bisque:16770244,black:0,blanchedalmond:16772045,blue:255,blueviolet:9055202,brown:10824234,burlywood:14596231,cadetblue:6266528,chartreuse:8388352,chocolate:13789470,coral:16744272,cornflowerblue:6591981,cornsilk:16775388,crimson:14423100,cyan:65535,darkblue:139,darkcyan:35723,darkgoldenrod:12092939,darkgray:11119017,darkgreen:25600,darkgrey:11119017,darkkhaki:12433259,darkmagenta:9109643,darkolivegreen:5597999,darkorange:16747520,darkorchid:10040012,darkred:9109504,darksalmon:15308410,darkseagreen:9419919,darkslateblue:4734347,darkslategray:3100495,darkslategrey:3100495,darkturquoise:52945,darkviolet:9699539,deeppink:16716947,deepskyblue:49151,dimgray:6908265,dimgrey:6908265,dodgerblue:2003199,firebrick:11674146,floralwhite:16775920,forestgreen:2263842,fuchsia:16711935,gainsboro:14474460,ghostwhite:16316671,gold:16766720,goldenrod:14329120,gray:8421504,green:32768,greenyellow:11403055,grey:8421504,honeydew:15794160,hotpink:16738740,indianred:13458524,indigo:4915330,ivory:16777200,khaki:15787660,lavender:15132410,lavenderblush:16773365,lawngreen:8190976,lemonchiffon:16775885,lightblue:11393254,lightcoral:15761536,lightcyan:14745599,lightgoldenrodyellow:16448210,lightgray:13882323,lightgreen:9498256,lightgrey:13882323,lightpink:16758465,lightsalmon:16752762,lightseagreen:2142890,lightskyblue:8900346,lightslategray:7833753,lightslategrey:7833753,lightsteelblue:11584734,lightyellow:16777184,lime:65280,limegreen:3329330,linen:16445670,magenta:16711935,maroon:8388608,mediumaquamarine:6737322,mediumblue:205,mediumorchid:12211667,mediumpurple:9662683,mediumseagreen:3978097,mediumslateblue:8087790,mediumspringgreen:64154,mediumturquoise:4772300,mediumvioletred:13047173,midnightblue:1644912,mintcream:16121850,mistyrose:16770273,moccasin:16770229,navajowhite:16768685,navy:128,oldlace:16643558,olive:8421376,olivedrab:7048739,orange:16753920,orangered:16729344,orchid:14315734,palegoldenrod:15657130,palegreen:10025880,paleturquoise:11529966,palevioletred:14381203,papayawhip:16773077,peachpuff:16767673,peru:13468991,pink:16761035,plum:14524637,powderblue:11591910,purple:8388736,rebeccapurple:6697881,red:16711680,rosybrown:12357519,royalblue:4286945,saddlebrown:9127187,salmon:16416882,sandybrown:16032864,seagreen:3050327,seashell:16774638,sienna:10506797,silver:12632256,skyblue:8900331,slateblue:6970061,slategray:7372944,slategrey:7372944,snow:16775930,springgreen:65407,steelblue:4620980,tan:13808780,teal:32896,thistle:14204888,tomato:16737095,turquoise:4251856,violet:15631086,wheat:16113331,white:16777215,whitesmoke:16119285,yellow:16776960,yellowgreen:10145074};Dt(gt,jt,{copy(t){return Object.assign(new this.constructor,this,t)},displayable(){return this.rgb().displayable()},hex:xi,formatHex:xi,formatHex8:Ls,formatHsl:Ys,formatRgb:vi,toString:vi});function xi(){return this.rgb().formatHex()}function Ls(){return this.rgb().formatHex8()}function Ys(){return Hi(this).formatHsl()}function vi(){return this.rgb().formatRgb()}function jt(t){var e,n;return t=(t+"").trim().toLowerCase(),(e=Os.exec(t))?(n=e[1].length,e=parseInt(e[1],16),n===6?Mi(e):n===3?new T(e>>8&15|e>>4&240,e>>4&15|e&240,(e&15)<<4|e&15,1):n===8?Be(e>>24&255,e>>16&255,e>>8&255,(e&255)/255):n===4?Be(e>>12&15|e>>8&240,e>>8&15|e>>4&240,e>>4&15|e&240,((e&15)<<4|e&15)/255):null):(e=Ws.exec(t))?new T(e[1],e[2],e[3],1):(e=Rs.exec(t))?new T(e[1]*255/100,e[2]*255/100,e[3]*255/100,1):(e=Ps.exec(t))?Be(e[1],e[2],e[3],e[4]):(e=Is.exec(t))?Be(e[1]*255/100,e[2]*255/100,e[3]*255/100,e[4]):(e=qs.exec(t))?Ai(e[1],e[2]/100,e[3]/100,1):(e=Zs.exec(t))?Ai(e[1],e[2]/100,e[3]/100,e[4]):$i.hasOwnProperty(t)?Mi($i[t]):t==="transparent"?new T(NaN,NaN,NaN,0):null}function Mi(t){return new T(t>>16&255,t>>8&255,t&255,1)}function Be(t,e,n,r){return r<=0&&(t=e=n=NaN),new T(t,e,n,r)}function zn(t){return t instanceof gt||(t=jt(t)),t?(t=t.rgb(),new T(t.r,t.g,t.b,t.opacity)):new T}function me(t,e,n,r){return arguments.length===1?zn(t):new T(t,e,n,r??1)}function T(t,e,n,r){this.r=+t,this.g=+e,this.b=+n,this.opacity=+r}Dt(T,me,pe(gt,{brighter(t){return t=t==null?zt:Math.pow(zt,t),new T(this.r*t,this.g*t,this.b*t,this.opacity)},darker(t){return t=t==null?Nt:Math.pow(Nt,t),new T(this.r*t,this.g*t,this.b*t,this.opacity)},rgb(){return this},clamp(){return new T(St(this.r),St(this.g),St(this.b),Xe(this.opacity))},displayable(){return-.5<=this.r&&this.r<255.5&&-.5<=this.g&&this.g<255.5&&-.5<=this.b&&this.b<255.5&&0<=this.opacity&&this.opacity<=1},hex:_i,formatHex:_i,formatHex8:Us,formatRgb:ki,toString:ki}));function _i(){return`#${At(this.r)}${At(this.g)}${At(this.b)}`}function Us(){return`#${At(this.r)}${At(this.g)}${At(this.b)}${At((isNaN(this.opacity)?1:this.opacity)*255)}`}function ki(){let t=Xe(this.opacity);return`${t===1?"rgb(":"rgba("}${St(this.r)}, ${St(this.g)}, ${St(this.b)}${t===1?")":`, ${t})`}`}function Xe(t){return isNaN(t)?1:Math.max(0,Math.min(1,t))}function St(t){return Math.max(0,Math.min(255,Math.round(t)||0))}function At(t){return t=St(t),(t<16?"0":"")+t.toString(16)}function Ai(t,e,n,r){return r<=0?t=e=n=NaN:n<=0||n>=1?t=e=NaN:e<=0&&(t=NaN),new V(t,e,n,r)}function Hi(t){if(t instanceof V)return new V(t.h,t.s,t.l,t.opacity);if(t instanceof gt||(t=jt(t)),!t)return new V;if(t instanceof V)return t;t=t.rgb();var e=t.r/255,n=t.g/255,r=t.b/255,i=Math.min(e,n,r),o=Math.max(e,n,r),s=NaN,a=o-i,l=(o+i)/2;return a?(e===o?s=(n-r)/a+(n<r)*6:n===o?s=(r-e)/a+2:s=(e-n)/a+4,a/=l<.5?o+i:2-o-i,s*=60):a=l>0&&l<1?0:s,new V(s,a,l,t.opacity)}function Ge(t,e,n,r){return arguments.length===1?Hi(t):new V(t,e,n,r??1)}function V(t,e,n,r){this.h=+t,this.s=+e,this.l=+n,this.opacity=+r}Dt(V,Ge,pe(gt,{brighter(t){return t=t==null?zt:Math.pow(zt,t),new V(this.h,this.s,this.l*t,this.opacity)},darker(t){return t=t==null?Nt:Math.pow(Nt,t),new V(this.h,this.s,this.l*t,this.opacity)},rgb(){var t=this.h%360+(this.h<0)*360,e=isNaN(t)||isNaN(this.s)?0:this.s,n=this.l,r=n+(n<.5?n:1-n)*e,i=2*n-r;return new T(qn(t>=240?t-240:t+120,i,r),qn(t,i,r),qn(t<120?t+240:t-120,i,r),this.opacity)},clamp(){return new V(Si(this.h),Fe(this.s),Fe(this.l),Xe(this.opacity))},displayable(){return(0<=this.s&&this.s<=1||isNaN(this.s))&&0<=this.l&&this.l<=1&&0<=this.opacity&&this.opacity<=1},formatHsl(){let t=Xe(this.opacity);return`${t===1?"hsl(":"hsla("}${Si(this.h)}, ${Fe(this.s)*100}%, ${Fe(this.l)*100}%${t===1?")":`, ${t})`}`}}));function Si(t){return t=(t||0)%360,t<0?t+360:t}function Fe(t){return Math.max(0,Math.min(1,t||0))}function qn(t,e,n){return(t<60?e+(n-e)*t/60:t<180?n:t<240?e+(n-e)*(240-t)/60:e)*255}var Ci=Math.PI/180,Oi=180/Math.PI,Ve=18,Wi=.96422,Ri=1,Pi=.82521,Ii=4/29,Ut=6/29,qi=3*Ut*Ut,zs=Ut*Ut*Ut;function Zi(t){if(t instanceof rt)return new rt(t.l,t.a,t.b,t.opacity);if(t instanceof ut)return Yi(t);t instanceof T||(t=zn(t));var e=Un(t.r),n=Un(t.g),r=Un(t.b),i=Zn((.2225045*e+.7168786*n+.0606169*r)/Ri),o,s;return e===n&&n===r?o=s=i:(o=Zn((.4360747*e+.3850649*n+.1430804*r)/Wi),s=Zn((.0139322*e+.0971045*n+.7141733*r)/Pi)),new rt(116*i-16,500*(o-i),200*(i-s),t.opacity)}function Li(t,e,n,r){return arguments.length===1?Zi(t):new rt(t,e,n,r??1)}function rt(t,e,n,r){this.l=+t,this.a=+e,this.b=+n,this.opacity=+r}Dt(rt,Li,pe(gt,{brighter(t){return new rt(this.l+Ve*(t??1),this.a,this.b,this.opacity)},darker(t){return new rt(this.l-Ve*(t??1),this.a,this.b,this.opacity)},rgb(){var t=(this.l+16)/116,e=isNaN(this.a)?t:t+this.a/500,n=isNaN(this.b)?t:t-this.b/200;return e=Wi*Ln(e),t=Ri*Ln(t),n=Pi*Ln(n),new T(Yn(3.1338561*e-1.6168667*t-.4906146*n),Yn(-.9787684*e+1.9161415*t+.033454*n),Yn(.0719453*e-.2289914*t+1.4052427*n),this.opacity)}}));function Zn(t){return t>zs?Math.pow(t,1/3):t/qi+Ii}function Ln(t){return t>Ut?t*t*t:qi*(t-Ii)}function Yn(t){return 255*(t<=.0031308?12.92*t:1.055*Math.pow(t,1/2.4)-.055)}function Un(t){return(t/=255)<=.04045?t/12.92:Math.pow((t+.055)/1.055,2.4)}function Ds(t){if(t instanceof ut)return new ut(t.h,t.c,t.l,t.opacity);if(t instanceof rt||(t=Zi(t)),t.a===0&&t.b===0)return new ut(NaN,0<t.l&&t.l<100?0:NaN,t.l,t.opacity);var e=Math.atan2(t.b,t.a)*Oi;return new ut(e<0?e+360:e,Math.sqrt(t.a*t.a+t.b*t.b),t.l,t.opacity)}function Ke(t,e,n,r){return arguments.length===1?Ds(t):new ut(t,e,n,r??1)}function ut(t,e,n,r){this.h=+t,this.c=+e,this.l=+n,this.opacity=+r}function Yi(t){if(isNaN(t.h))return new rt(t.l,0,0,t.opacity);var e=t.h*Ci;return new rt(t.l,Math.cos(e)*t.c,Math.sin(e)*t.c,t.opacity)}Dt(ut,Ke,pe(gt,{brighter(t){return new ut(this.h,this.c,this.l+Ve*(t??1),this.opacity)},darker(t){return new ut(this.h,this.c,this.l-Ve*(t??1),this.opacity)},rgb(){return Yi(this).rgb()}}));var Ui=-.14861,Dn=1.78277,jn=-.29227,Je=-.90649,de=1.97294,Ei=de*Je,Ni=de*Dn,Ti=Dn*jn-Je*Ui;function js(t){if(t instanceof Et)return new Et(t.h,t.s,t.l,t.opacity);t instanceof T||(t=zn(t));var e=t.r/255,n=t.g/255,r=t.b/255,i=(Ti*r+Ei*e-Ni*n)/(Ti+Ei-Ni),o=r-i,s=(de*(n-i)-jn*o)/Je,a=Math.sqrt(s*s+o*o)/(de*i*(1-i)),l=a?Math.atan2(s,o)*Oi-120:NaN;return new Et(l<0?l+360:l,a,i,t.opacity)}function Qe(t,e,n,r){return arguments.length===1?js(t):new Et(t,e,n,r??1)}function Et(t,e,n,r){this.h=+t,this.s=+e,this.l=+n,this.opacity=+r}Dt(Et,Qe,pe(gt,{brighter(t){return t=t==null?zt:Math.pow(zt,t),new Et(this.h,this.s,this.l*t,this.opacity)},darker(t){return t=t==null?Nt:Math.pow(Nt,t),new Et(this.h,this.s,this.l*t,this.opacity)},rgb(){var t=isNaN(this.h)?0:(this.h+120)*Ci,e=+this.l,n=isNaN(this.s)?0:this.s*e*(1-e),r=Math.cos(t),i=Math.sin(t);return new T(255*(e+n*(Ui*r+Dn*i)),255*(e+n*(jn*r+Je*i)),255*(e+n*(de*r)),this.opacity)}}));function Bi(t,e,n,r,i){var o=t*t,s=o*t;return((1-3*t+3*o-s)*e+(4-6*o+3*s)*n+(1+3*t+3*o-3*s)*r+s*i)/6}function Bs(t){var e=t.length-1;return function(n){var r=n<=0?n=0:n>=1?(n=1,e-1):Math.floor(n*e),i=t[r],o=t[r+1],s=r>0?t[r-1]:2*i-o,a=r<e-1?t[r+2]:2*o-i;return Bi((n-r/e)*e,s,i,o,a)}}function Fs(t){var e=t.length;return function(n){var r=Math.floor(((n%=1)<0?++n:n)*e),i=t[(r+e-1)%e],o=t[r%e],s=t[(r+1)%e],a=t[(r+2)%e];return Bi((n-r/e)*e,i,o,s,a)}}var en=t=>()=>t;function Fi(t,e){return function(n){return t+n*e}}function Xs(t,e,n){return t=Math.pow(t,n),e=Math.pow(e,n)-t,n=1/n,function(r){return Math.pow(t+r*e,n)}}function Vn(t,e){var n=e-t;return n?Fi(t,n>180||n<-180?n-360*Math.round(n/360):n):en(isNaN(t)?e:t)}function Vs(t){return(t=+t)==1?Z:function(e,n){return n-e?Xs(e,n,t):en(isNaN(e)?n:e)}}function Z(t,e){var n=e-t;return n?Fi(t,n):en(isNaN(t)?e:t)}var zi=(function t(e){var n=Vs(e);function r(i,o){var s=n((i=me(i)).r,(o=me(o)).r),a=n(i.g,o.g),l=n(i.b,o.b),c=Z(i.opacity,o.opacity);return function(u){return i.r=s(u),i.g=a(u),i.b=l(u),i.opacity=c(u),i+""}}return r.gamma=t,r})(1);function Xi(t){return function(e){var n=e.length,r=new Array(n),i=new Array(n),o=new Array(n),s,a;for(s=0;s<n;++s)a=me(e[s]),r[s]=a.r||0,i[s]=a.g||0,o[s]=a.b||0;return r=t(r),i=t(i),o=t(o),a.opacity=1,function(l){return a.r=r(l),a.g=i(l),a.b=o(l),a+""}}}var Dc=Xi(Bs),jc=Xi(Fs);function Gs(t,e){e||(e=[]);var n=t?Math.min(e.length,t.length):0,r=e.slice(),i;return function(o){for(i=0;i<n;++i)r[i]=t[i]*(1-o)+e[i]*o;return r}}function Ks(t){return ArrayBuffer.isView(t)&&!(t instanceof DataView)}function Js(t,e){var n=e?e.length:0,r=t?Math.min(n,t.length):0,i=new Array(r),o=new Array(n),s;for(s=0;s<r;++s)i[s]=nn(t[s],e[s]);for(;s<n;++s)o[s]=e[s];return function(a){for(s=0;s<r;++s)o[s]=i[s](a);return o}}function Qs(t,e){var n=new Date;return t=+t,e=+e,function(r){return n.setTime(t*(1-r)+e*r),n}}function G(t,e){return t=+t,e=+e,function(n){return t*(1-n)+e*n}}function ta(t,e){var n={},r={},i;(t===null||typeof t!="object")&&(t={}),(e===null||typeof e!="object")&&(e={});for(i in e)i in t?n[i]=nn(t[i],e[i]):r[i]=e[i];return function(o){for(i in n)r[i]=n[i](o);return r}}var Fn=/[-+]?(?:\d+\.?\d*|\.?\d+)(?:[eE][-+]?\d+)?/g,Bn=new RegExp(Fn.source,"g");function ea(t){return function(){return t}}function na(t){return function(e){return t(e)+""}}function ra(t,e){var n=Fn.lastIndex=Bn.lastIndex=0,r,i,o,s=-1,a=[],l=[];for(t=t+"",e=e+"";(r=Fn.exec(t))&&(i=Bn.exec(e));)(o=i.index)>n&&(o=e.slice(n,o),a[s]?a[s]+=o:a[++s]=o),(r=r[0])===(i=i[0])?a[s]?a[s]+=i:a[++s]=i:(a[++s]=null,l.push({i:s,x:G(r,i)})),n=Bn.lastIndex;return n<e.length&&(o=e.slice(n),a[s]?a[s]+=o:a[++s]=o),a.length<2?l[0]?na(l[0].x):ea(e):(e=l.length,function(c){for(var u=0,h;u<e;++u)a[(h=l[u]).i]=h.x(c);return a.join("")})}function nn(t,e){var n=typeof e,r;return e==null||n==="boolean"?en(e):(n==="number"?G:n==="string"?(r=jt(e))?(e=r,zi):ra:e instanceof jt?zi:e instanceof Date?Qs:Ks(e)?Gs:Array.isArray(e)?Js:typeof e.valueOf!="function"&&typeof e.toString!="function"||isNaN(e)?ta:G)(t,e)}function Vi(t,e){return t=+t,e=+e,function(n){return Math.round(t*(1-n)+e*n)}}var Di=180/Math.PI,Xn={translateX:0,translateY:0,rotate:0,skewX:0,scaleX:1,scaleY:1};function Gi(t,e,n,r,i,o){var s,a,l;return(s=Math.sqrt(t*t+e*e))&&(t/=s,e/=s),(l=t*n+e*r)&&(n-=t*l,r-=e*l),(a=Math.sqrt(n*n+r*r))&&(n/=a,r/=a,l/=a),t*r<e*n&&(t=-t,e=-e,l=-l,s=-s),{translateX:i,translateY:o,rotate:Math.atan2(e,t)*Di,skewX:Math.atan(l)*Di,scaleX:s,scaleY:a}}var tn;function ia(t){let e=new(typeof DOMMatrix=="function"?DOMMatrix:WebKitCSSMatrix)(t+"");return e.isIdentity?Xn:Gi(e.a,e.b,e.c,e.d,e.e,e.f)}function oa(t){return t==null||(tn||(tn=document.createElementNS("http://www.w3.org/2000/svg","g")),tn.setAttribute("transform",t),!(t=tn.transform.baseVal.consolidate()))?Xn:(t=t.matrix,Gi(t.a,t.b,t.c,t.d,t.e,t.f))}function Ki(t,e,n,r){function i(c){return c.length?c.pop()+" ":""}function o(c,u,h,f,m,d){if(c!==h||u!==f){var p=m.push("translate(",null,e,null,n);d.push({i:p-4,x:G(c,h)},{i:p-2,x:G(u,f)})}else(h||f)&&m.push("translate("+h+e+f+n)}function s(c,u,h,f){c!==u?(c-u>180?u+=360:u-c>180&&(c+=360),f.push({i:h.push(i(h)+"rotate(",null,r)-2,x:G(c,u)})):u&&h.push(i(h)+"rotate("+u+r)}function a(c,u,h,f){c!==u?f.push({i:h.push(i(h)+"skewX(",null,r)-2,x:G(c,u)}):u&&h.push(i(h)+"skewX("+u+r)}function l(c,u,h,f,m,d){if(c!==h||u!==f){var p=m.push(i(m)+"scale(",null,",",null,")");d.push({i:p-4,x:G(c,h)},{i:p-2,x:G(u,f)})}else(h!==1||f!==1)&&m.push(i(m)+"scale("+h+","+f+")")}return function(c,u){var h=[],f=[];return c=t(c),u=t(u),o(c.translateX,c.translateY,u.translateX,u.translateY,h,f),s(c.rotate,u.rotate,h,f),a(c.skewX,u.skewX,h,f),l(c.scaleX,c.scaleY,u.scaleX,u.scaleY,h,f),c=u=null,function(m){for(var d=-1,p=f.length,w;++d<p;)h[(w=f[d]).i]=w.x(m);return h.join("")}}}var Bc=Ki(ia,"px, ","px)","deg)"),Fc=Ki(oa,", ",")",")"),sa=1e-12;function ji(t){return((t=Math.exp(t))+1/t)/2}function aa(t){return((t=Math.exp(t))-1/t)/2}function la(t){return((t=Math.exp(2*t))-1)/(t+1)}var Xc=(function t(e,n,r){function i(o,s){var a=o[0],l=o[1],c=o[2],u=s[0],h=s[1],f=s[2],m=u-a,d=h-l,p=m*m+d*d,w,$;if(p<sa)$=Math.log(f/c)/e,w=function(L){return[a+L*m,l+L*d,c*Math.exp(e*L*$)]};else{var E=Math.sqrt(p),b=(f*f-c*c+r*p)/(2*c*n*E),v=(f*f-c*c-r*p)/(2*f*n*E),H=Math.log(Math.sqrt(b*b+1)-b),k=Math.log(Math.sqrt(v*v+1)-v);$=(k-H)/e,w=function(L){var $e=L*$,Kt=ji(H),xe=c/(n*E)*(Kt*la(e*$e+H)-aa(H));return[a+xe*m,l+xe*d,c*Kt/ji(e*$e+H)]}}return w.duration=Math.abs($)*1e3*e/Math.SQRT2,w}return i.rho=function(o){var s=Math.max(.001,+o),a=s*s,l=a*a;return t(s,a,l)},i})(Math.SQRT2,2,4);function Ji(t){return function(e,n){var r=t((e=Ge(e)).h,(n=Ge(n)).h),i=Z(e.s,n.s),o=Z(e.l,n.l),s=Z(e.opacity,n.opacity);return function(a){return e.h=r(a),e.s=i(a),e.l=o(a),e.opacity=s(a),e+""}}}var Vc=Ji(Vn),Gc=Ji(Z);function Qi(t){return function(e,n){var r=t((e=Ke(e)).h,(n=Ke(n)).h),i=Z(e.c,n.c),o=Z(e.l,n.l),s=Z(e.opacity,n.opacity);return function(a){return e.h=r(a),e.c=i(a),e.l=o(a),e.opacity=s(a),e+""}}}var Kc=Qi(Vn),Jc=Qi(Z);function to(t){return(function e(n){n=+n;function r(i,o){var s=t((i=Qe(i)).h,(o=Qe(o)).h),a=Z(i.s,o.s),l=Z(i.l,o.l),c=Z(i.opacity,o.opacity);return function(u){return i.h=s(u),i.s=a(u),i.l=l(Math.pow(u,n)),i.opacity=c(u),i+""}}return r.gamma=e,r})(1)}var Qc=to(Vn),tu=to(Z);function ca(t){return Math.abs(t=Math.round(t))>=1e21?t.toLocaleString("en").replace(/,/g,""):t.toString(10)}function on(t,e){if(!isFinite(t)||t===0)return null;var n=(t=e?t.toExponential(e-1):t.toExponential()).indexOf("e"),r=t.slice(0,n);return[r.length>1?r[0]+r.slice(2):r,+t.slice(n+1)]}function Bt(t){return t=on(Math.abs(t)),t?t[1]:NaN}function ua(t,e){return function(n,r){for(var i=n.length,o=[],s=0,a=t[0],l=0;i>0&&a>0&&(l+a+1>r&&(a=Math.max(1,r-l)),o.push(n.substring(i-=a,i+a)),!((l+=a+1)>r));)a=t[s=(s+1)%t.length];return o.reverse().join(e)}}function ha(t){return function(e){return e.replace(/[0-9]/g,function(n){return t[+n]})}}var fa=/^(?:(.)?([<>=^]))?([+\-( ])?([$#])?(0)?(\d+)?(,)?(\.\d+)?(~)?([a-z%])?$/i;function Ft(t){if(!(e=fa.exec(t)))throw new Error("invalid format: "+t);var e;return new Gn({fill:e[1],align:e[2],sign:e[3],symbol:e[4],zero:e[5],width:e[6],comma:e[7],precision:e[8]&&e[8].slice(1),trim:e[9],type:e[10]})}Ft.prototype=Gn.prototype;function Gn(t){this.fill=t.fill===void 0?" ":t.fill+"",this.align=t.align===void 0?">":t.align+"",this.sign=t.sign===void 0?"-":t.sign+"",this.symbol=t.symbol===void 0?"":t.symbol+"",this.zero=!!t.zero,this.width=t.width===void 0?void 0:+t.width,this.comma=!!t.comma,this.precision=t.precision===void 0?void 0:+t.precision,this.trim=!!t.trim,this.type=t.type===void 0?"":t.type+""}Gn.prototype.toString=function(){return this.fill+this.align+this.sign+this.symbol+(this.zero?"0":"")+(this.width===void 0?"":Math.max(1,this.width|0))+(this.comma?",":"")+(this.precision===void 0?"":"."+Math.max(0,this.precision|0))+(this.trim?"~":"")+this.type};function da(t){t:for(var e=t.length,n=1,r=-1,i;n<e;++n)switch(t[n]){case".":r=i=n;break;case"0":r===0&&(r=n),i=n;break;default:if(!+t[n])break t;r>0&&(r=0);break}return r>0?t.slice(0,r)+t.slice(i+1):t}var sn;function pa(t,e){var n=on(t,e);if(!n)return sn=void 0,t.toPrecision(e);var r=n[0],i=n[1],o=i-(sn=Math.max(-8,Math.min(8,Math.floor(i/3)))*3)+1,s=r.length;return o===s?r:o>s?r+new Array(o-s+1).join("0"):o>0?r.slice(0,o)+"."+r.slice(o):"0."+new Array(1-o).join("0")+on(t,Math.max(0,e+o-1))[0]}function eo(t,e){var n=on(t,e);if(!n)return t+"";var r=n[0],i=n[1];return i<0?"0."+new Array(-i).join("0")+r:r.length>i+1?r.slice(0,i+1)+"."+r.slice(i+1):r+new Array(i-r.length+2).join("0")}var no={"%":(t,e)=>(t*100).toFixed(e),b:t=>Math.round(t).toString(2),c:t=>t+"",d:ca,e:(t,e)=>t.toExponential(e),f:(t,e)=>t.toFixed(e),g:(t,e)=>t.toPrecision(e),o:t=>Math.round(t).toString(8),p:(t,e)=>eo(t*100,e),r:eo,s:pa,X:t=>Math.round(t).toString(16).toUpperCase(),x:t=>Math.round(t).toString(16)};function ro(t){return t}var io=Array.prototype.map,oo=["y","z","a","f","p","n","\xB5","m","","k","M","G","T","P","E","Z","Y"];function ma(t){var e=t.grouping===void 0||t.thousands===void 0?ro:ua(io.call(t.grouping,Number),t.thousands+""),n=t.currency===void 0?"":t.currency[0]+"",r=t.currency===void 0?"":t.currency[1]+"",i=t.decimal===void 0?".":t.decimal+"",o=t.numerals===void 0?ro:ha(io.call(t.numerals,String)),s=t.percent===void 0?"%":t.percent+"",a=t.minus===void 0?"\u2212":t.minus+"",l=t.nan===void 0?"NaN":t.nan+"";function c(h,f){h=Ft(h);var m=h.fill,d=h.align,p=h.sign,w=h.symbol,$=h.zero,E=h.width,b=h.comma,v=h.precision,H=h.trim,k=h.type;k==="n"?(b=!0,k="g"):no[k]||(v===void 0&&(v=12),H=!0,k="g"),($||m==="0"&&d==="=")&&($=!0,m="0",d="=");var L=(f&&f.prefix!==void 0?f.prefix:"")+(w==="$"?n:w==="#"&&/[boxX]/.test(k)?"0"+k.toLowerCase():""),$e=(w==="$"?r:/[%p]/.test(k)?s:"")+(f&&f.suffix!==void 0?f.suffix:""),Kt=no[k],xe=/[defgprs%]/.test(k);v=v===void 0?6:/[gprs]/.test(k)?Math.max(1,Math.min(21,v)):Math.max(0,Math.min(20,v));function or(M){var wt=L,z=$e,Ht,sr,ve;if(k==="c")z=Kt(M)+z,M="";else{M=+M;var Me=M<0||1/M<0;if(M=isNaN(M)?l:Kt(Math.abs(M),v),H&&(M=da(M)),Me&&+M==0&&p!=="+"&&(Me=!1),wt=(Me?p==="("?p:a:p==="-"||p==="("?"":p)+wt,z=(k==="s"&&!isNaN(M)&&sn!==void 0?oo[8+sn/3]:"")+z+(Me&&p==="("?")":""),xe){for(Ht=-1,sr=M.length;++Ht<sr;)if(ve=M.charCodeAt(Ht),48>ve||ve>57){z=(ve===46?i+M.slice(Ht+1):M.slice(Ht))+z,M=M.slice(0,Ht);break}}}b&&!$&&(M=e(M,1/0));var _e=wt.length+M.length+z.length,ot=_e<E?new Array(E-_e+1).join(m):"";switch(b&&$&&(M=e(ot+M,ot.length?E-z.length:1/0),ot=""),d){case"<":M=wt+M+z+ot;break;case"=":M=wt+ot+M+z;break;case"^":M=ot.slice(0,_e=ot.length>>1)+wt+M+z+ot.slice(_e);break;default:M=ot+wt+M+z;break}return o(M)}return or.toString=function(){return h+""},or}function u(h,f){var m=Math.max(-8,Math.min(8,Math.floor(Bt(f)/3)))*3,d=Math.pow(10,-m),p=c((h=Ft(h),h.type="f",h),{suffix:oo[8+m/3]});return function(w){return p(d*w)}}return{format:c,formatPrefix:u}}var rn,an,Kn;ga({thousands:",",grouping:[3],currency:["$",""]});function ga(t){return rn=ma(t),an=rn.format,Kn=rn.formatPrefix,rn}function so(t){return Math.max(0,-Bt(Math.abs(t)))}function ao(t,e){return Math.max(0,Math.max(-8,Math.min(8,Math.floor(Bt(e)/3)))*3-Bt(Math.abs(t)))}function lo(t,e){return t=Math.abs(t),e=Math.abs(e)-t,Math.max(0,Bt(e)-Bt(t))+1}function po(t,e){switch(arguments.length){case 0:break;case 1:this.range(t);break;default:this.range(e).domain(t);break}return this}function ya(t){return function(){return t}}function wa(t){return+t}var co=[0,1];function Xt(t){return t}function Jn(t,e){return(e-=t=+t)?function(n){return(n-t)/e}:ya(isNaN(e)?NaN:.5)}function ba(t,e){var n;return t>e&&(n=t,t=e,e=n),function(r){return Math.max(t,Math.min(e,r))}}function $a(t,e,n){var r=t[0],i=t[1],o=e[0],s=e[1];return i<r?(r=Jn(i,r),o=n(s,o)):(r=Jn(r,i),o=n(o,s)),function(a){return o(r(a))}}function xa(t,e,n){var r=Math.min(t.length,e.length)-1,i=new Array(r),o=new Array(r),s=-1;for(t[r]<t[0]&&(t=t.slice().reverse(),e=e.slice().reverse());++s<r;)i[s]=Jn(t[s],t[s+1]),o[s]=n(e[s],e[s+1]);return function(a){var l=gi(t,a,1,r)-1;return o[l](i[l](a))}}function mo(t,e){return e.domain(t.domain()).range(t.range()).interpolate(t.interpolate()).clamp(t.clamp()).unknown(t.unknown())}function go(){var t=co,e=co,n=nn,r,i,o,s=Xt,a,l,c;function u(){var f=Math.min(t.length,e.length);return s!==Xt&&(s=ba(t[0],t[f-1])),a=f>2?xa:$a,l=c=null,h}function h(f){return f==null||isNaN(f=+f)?o:(l||(l=a(t.map(r),e,n)))(r(s(f)))}return h.invert=function(f){return s(i((c||(c=a(e,t.map(r),G)))(f)))},h.domain=function(f){return arguments.length?(t=Array.from(f,wa),u()):t.slice()},h.range=function(f){return arguments.length?(e=Array.from(f),u()):e.slice()},h.rangeRound=function(f){return e=Array.from(f),n=Vi,u()},h.clamp=function(f){return arguments.length?(s=f?!0:Xt,u()):s!==Xt},h.interpolate=function(f){return arguments.length?(n=f,u()):n},h.unknown=function(f){return arguments.length?(o=f,h):o},function(f,m){return r=f,i=m,u()}}function va(){return go()(Xt,Xt)}function Ma(t,e,n,r){var i=bi(t,e,n),o;switch(r=Ft(r??",f"),r.type){case"s":{var s=Math.max(Math.abs(t),Math.abs(e));return r.precision==null&&!isNaN(o=ao(i,s))&&(r.precision=o),Kn(r,s)}case"":case"e":case"g":case"p":case"r":{r.precision==null&&!isNaN(o=lo(i,Math.max(Math.abs(t),Math.abs(e))))&&(r.precision=o-(r.type==="e"));break}case"f":case"%":{r.precision==null&&!isNaN(o=so(i))&&(r.precision=o-(r.type==="%")*2);break}}return an(r)}function _a(t){var e=t.domain;return t.ticks=function(n){var r=e();return je(r[0],r[r.length-1],n??10)},t.tickFormat=function(n,r){var i=e();return Ma(i[0],i[i.length-1],n??10,r)},t.nice=function(n){n==null&&(n=10);var r=e(),i=0,o=r.length-1,s=r[i],a=r[o],l,c,u=10;for(a<s&&(c=s,s=a,a=c,c=i,i=o,o=c);u-- >0;){if(c=De(s,a,n),c===l)return r[i]=s,r[o]=a,e(r);if(c>0)s=Math.floor(s/c)*c,a=Math.ceil(a/c)*c;else if(c<0)s=Math.ceil(s*c)/c,a=Math.floor(a*c)/c;else break;l=c}return t},t}function ge(){var t=va();return t.copy=function(){return mo(t,ge())},po.apply(t,arguments),_a(t)}function ka(t,e){t=t.slice();var n=0,r=t.length-1,i=t[n],o=t[r],s;return o<i&&(s=n,n=r,r=s,s=i,i=o,o=s),t[n]=e.floor(i),t[r]=e.ceil(o),t}function uo(t){return Math.log(t)}function ho(t){return Math.exp(t)}function Aa(t){return-Math.log(-t)}function Sa(t){return-Math.exp(-t)}function Ea(t){return isFinite(t)?+("1e"+t):t<0?0:t}function Na(t){return t===10?Ea:t===Math.E?Math.exp:e=>Math.pow(t,e)}function Ta(t){return t===Math.E?Math.log:t===10&&Math.log10||t===2&&Math.log2||(t=Math.log(t),e=>Math.log(e)/t)}function fo(t){return(e,n)=>-t(-e,n)}function Ha(t){let e=t(uo,ho),n=e.domain,r=10,i,o;function s(){return i=Ta(r),o=Na(r),n()[0]<0?(i=fo(i),o=fo(o),t(Aa,Sa)):t(uo,ho),e}return e.base=function(a){return arguments.length?(r=+a,s()):r},e.domain=function(a){return arguments.length?(n(a),s()):n()},e.ticks=a=>{let l=n(),c=l[0],u=l[l.length-1],h=u<c;h&&([c,u]=[u,c]);let f=i(c),m=i(u),d,p,w=a==null?10:+a,$=[];if(!(r%1)&&m-f<w){if(f=Math.floor(f),m=Math.ceil(m),c>0){for(;f<=m;++f)for(d=1;d<r;++d)if(p=f<0?d/o(-f):d*o(f),!(p<c)){if(p>u)break;$.push(p)}}else for(;f<=m;++f)for(d=r-1;d>=1;--d)if(p=f>0?d/o(-f):d*o(f),!(p<c)){if(p>u)break;$.push(p)}$.length*2<w&&($=je(c,u,w))}else $=je(f,m,Math.min(m-f,w)).map(o);return h?$.reverse():$},e.tickFormat=(a,l)=>{if(a==null&&(a=10),l==null&&(l=r===10?"s":","),typeof l!="function"&&(!(r%1)&&(l=Ft(l)).precision==null&&(l.trim=!0),l=an(l)),a===1/0)return l;let c=Math.max(1,r*a/e.ticks().length);return u=>{let h=u/o(Math.round(i(u)));return h*r<r-.5&&(h*=r),h<=c?l(u):""}},e.nice=()=>n(ka(n(),{floor:a=>o(Math.floor(i(a))),ceil:a=>o(Math.ceil(i(a)))})),e}function ye(){let t=Ha(go()).domain([1,10]);return t.copy=()=>mo(t,ye()).base(t.base()),po.apply(t,arguments),t}var ln=460,we=230,U={left:52,right:12,top:12,bottom:40},Qn=1e-6,yo=N`
.reach svg {
display: block;
width: 100%;
height: auto;
max-width: 600px;
}
.reach svg text {
font-size: 12px;
fill: currentColor;
}
.reach .grid {
stroke: var(--rule);
stroke-width: 0.7;
}
.reach .other {
stroke: var(--idle);
stroke-width: 0.8;
fill: none;
opacity: 0.6;
}
.reach .one {
stroke: var(--carry);
stroke-width: 3;
fill: none;
}
.reach .average {
stroke: var(--ink);
stroke-width: 1.5;
stroke-dasharray: 2 4;
fill: none;
}
.reach .point {
fill: var(--carry);
}
.reach .cut {
stroke: var(--ink);
stroke-width: 1.5;
stroke-dasharray: 8 4;
}
.reach .halo {
paint-order: stroke;
stroke: var(--page);
stroke-width: 4px;
}
.reach .half {
fill: var(--page);
stroke: var(--ink);
stroke-width: 2;
}
`;function wo({r:t,t:e,truncate:n,k:r}){let i=t.influence.length,o=Tn(t.influence,e),s=Pr(o),a=t.influence.map((d,p)=>Tn(t.influence,p)),l=a.flat().filter(d=>d>=Qn&&Number.isFinite(d)),c=ge().domain([0,Math.max(1,i-1)]).range([U.left,ln-U.right]),u=ye().domain([Math.min(.1,...l),Math.max(1,...l)]).range([we-U.bottom,U.top]).nice(),h=d=>d.map((p,w)=>[w,p]).filter(([,p])=>p>=Qn).map(([p,w])=>`${c(p)},${u(w)}`).join(" "),f=s&&s.factor>0?o.map((d,p)=>s.factor**p):[],m=s&&s.half>=0&&s.half<=i-1?s.half:null;return g` <div class="reach">
<svg
viewBox="0 0 ${ln} ${we}"
role="img"
aria-label=${`What is left of frame ${e}'s error: ${o.map((d,p)=>`${x(d)} after ${p}`).slice(0,6).join(", ")}`}
>
${u.ticks(6).filter(d=>Math.log10(d)%1===0).map(d=>_`<line class="grid" x1=${U.left} x2=${ln-U.right} y1=${u(d)} y2=${u(d)}></line>
<text class="soft" x=${U.left-6} y=${u(d)+4} text-anchor="end">${d>=.001&&d<=1e3?d:x(d)}</text>`)}
${c.ticks(8).filter(Number.isInteger).map(d=>_`<text class="soft" x=${c(d)} y=${we-U.bottom+17} text-anchor="middle">${d}</text>`)}
<text class="soft" x=${(U.left+ln)/2} y=${we-6} text-anchor="middle">frames back</text>
${a.map((d,p)=>p===e||p===0?y:_`<polyline class="other" points=${h(d)}></polyline>`)}
<polyline class="average" points=${h(f)}></polyline>
<polyline class="one" points=${h(o)}></polyline>
${i<=30?o.map((d,p)=>d>=Qn?_`<circle class="point" cx=${c(p)} cy=${u(d)} r="4"></circle>`:y):y}
${n==="window"&&r<i?_`<line class="cut" x1=${c(r-.5)} x2=${c(r-.5)} y1=${U.top} y2=${we-U.bottom}></line>
<text x=${c(r-.5)+5} y=${U.top+12}>cut</text>`:y}
${m===null?y:_`<circle class="half" cx=${c(m)} cy=${u(.5)} r="6"></circle>
${Oa(c(m),u(.5),Ca(o,m)>.5)}`}
</svg>
</div>
<p>${Wa(s,o,e)}</p>
<p class="soft">
|| dA[${e}] / dZ[s] ||, divided by its value in frame ${e} itself; thin: the errors of the other frames; dotted:
the average factor.
</p>`}var Ca=(t,e)=>{let[n,r]=[t[Math.floor(e)],t[Math.ceil(e)]];return n*(r/n)**(e-Math.floor(e))},Oa=(t,e,n)=>n&&t>U.left+45?_`<text class="halo" x=${t-7} y=${e+19} text-anchor="end">half</text>`:_`<text class="halo" x=${t+9} y=${e-8}>half</text>`;function Wa(t,e,n){if(!t)return"The error of frame 0 is in the first frame already: it has no way back.";let{factor:r,half:i,hundredth:o}=t;if(!(r>0))return`Nothing of frame ${n}'s error reaches frame 0.`;let s=g`From frame to frame the error of frame ${n} is multiplied by <b>${x(r)}</b>, on average.`;return Math.abs(r-1)<1e-9?g`${s} It keeps its size.`:r>1?g`${s} It doubles every <b>${We(-i)}</b>: it explodes.`:g`${s} Half of it is left after <b>${We(i)}</b>, a hundredth after <b>${We(o)}</b>.`}var bo=N`
.names {
display: grid;
grid-template-columns: repeat(auto-fill, minmax(min(100%, 15em), 1fr));
gap: 0.4em;
margin: 0.6em 0;
padding: 0;
list-style: none;
}
.names button {
width: 100%;
text-align: left;
}
.names button[aria-disabled="true"] {
text-decoration: line-through;
opacity: 0.75;
}
`;function $o({mistake:t,guesses:e,solved:n,wrong:r},{breakIt:i,guess:o,tell:s,mend:a}){if(!t)return g` <p>
One of ${pt.length} classic mistakes is planted in the backward pass. Read its traces: which gradients are
wrong? In which frame does a number first differ from what you calculate by hand? How has the triangle changed?
</p>
<button class="main" @click=${i}>Break it</button>`;let l=e.map(({name:u})=>u),c=e.at(-1);return g` <p>
<b>There is a mistake in the backward pass.</b>
${r.length?`Wrong: ${r.map(u=>`d${u}`).join(", ")}.`:"No gradient differs here; change a number."}
Step back through it and calculate by hand. Which mistake is it?
</p>
<p class="verdict ${c?n?"right":"wrong":""}" role="status">
${n?g`<b>${t.name}</b>: ${j(t.words)}`:c?j(c.words):y}
</p>
${n?y:g`<ul class="names">
${pt.map(({name:u})=>g`<li>
<button aria-disabled=${l.includes(u)} @click=${()=>l.includes(u)||o(u)}>
${u}
</button>
</li>`)}
</ul>`}
<p class="row">
${n?g`<button class="main" @click=${i}>Break it again</button>`:g`<button @click=${s}>Tell me</button>`}
<button @click=${a}>Mend it</button>
</p>`}var cn=(t,e)=>t.slice(0,3).map(n=>x(n,e)).join(", ")+(t.length>3?", ...":"");function xo(t,{quantity:e,t:n,would:r,is:i}){if(e==="shape")return`Not \u201C${t}\u201D: with these shapes that would stop with an error.`;let o={slope:`1 - H[${n+1}]^2`,passed:n===0?"dh_0":`carry[${n}]`}[e]??(n===void 0?e:`${e}[${n}]`),s=cn(r,3)===cn(i,3)?6:3;return`Not \u201C${t}\u201D: then ${o} would be ${cn(r,s)}; here it is ${cn(i,s)}.`}var Ra={off:"no: every error goes back to frame 0",window:"each error goes through k frames",blocks:"the song is cut into blocks of k frames"};function vo({state:t,r:e},{change:n}){let{truncate:r,k:i,clip:o,riddle:s}=t,a=o!==null,l=()=>Number((Q(Object.values(e.grads).map(A))/2).toPrecision(2)),c=u=>n({k:Math.round(Math.min(Math.max(u,1),X.k[1]))});return g` <fieldset>
<legend>Truncate</legend>
${Object.entries(Ra).map(([u,h])=>g`<label class="choice"
><input
type="radio"
name="truncate"
.checked=${r===u}
?disabled=${s!==null}
@change=${()=>n({truncate:u})}
/>
${h}</label
>`)}
${r==="off"?y:g`<div class="slide">
<span>k</span>
<input
type="range"
aria-label="k frames"
min="1"
max=${t.T}
.value=${String(i)}
@input=${u=>c(Number(u.target.value))}
/>
${ct({label:"k",value:i,change:c})}
</div>`}
${s===null?y:g`<p class="soft">Not while a mistake is planted.</p>`}
</fieldset>
<fieldset>
<legend>Clip</legend>
<label class="choice"
><input type="checkbox" .checked=${a} @change=${()=>n({clip:a?null:l()})} /> multiply all
gradients so that their norm is at most</label
>
${a?ct({label:"largest norm",value:o,change:u=>n({clip:Math.max(0,u)})}):y}
</fieldset>
<p class="soft">
Truncation changes the direction of the gradient; see which gradients are no longer right. Clipping keeps it.
</p>`}var un=["#00224e","#2a3f6d","#575d6d","#7d7c78","#a59c74","#d2c060","#fee838"],Pa=1e-6,Ia=ye().domain([Pa,1]).range([0,1]).clamp(!0),qa=ge().domain(un.map((t,e)=>e/(un.length-1))).range(un),Mo=N`
.triangle {
touch-action: manipulation;
}
.triangle svg {
display: block;
width: 100%;
height: auto;
margin: 0 auto;
}
.triangle svg text {
font-size: 12px;
fill: currentColor;
}
.triangle .cell {
stroke: var(--page);
stroke-width: 1;
}
.triangle .empty {
fill: none;
stroke: var(--rule);
stroke-width: 0.5;
}
.triangle .chosen {
fill: none;
stroke: var(--ink);
stroke-width: 3;
}
.triangle .chosen.inner {
stroke: var(--page);
stroke-width: 1.5;
}
.triangle .total {
fill: var(--box);
stroke: var(--dZ);
}
.legend {
display: flex;
gap: 0.5em;
align-items: center;
flex-wrap: wrap;
}
.legend i {
height: 0.9em;
flex: 1 1 6em;
border: 1px solid var(--rule);
}
`;function _o({r:t,unit:e,shown:n,chosen:r,broken:i},{choose:o}){let s=t.triangle.length,a=(b,v)=>t.triangle[b][v][e],l=Math.max(...t.triangle.flatMap(b=>b.map(v=>Math.abs(v[e])))),c=Math.min(72,420/(s+1.35)),u={left:34,top:30},h=Math.max(240,u.left+c*s+2),f=u.top+c*(s+1.35)+4,m=c>=46,d=[];for(let b=0;b<s;b++)for(let v=0;v<s;v++){let[H,k]=[u.left+c*v,u.top+c*b];n(v)&&a(b,v)!==0?d.push(La(H,k,c,a(b,v),l,m)):v<=b&&d.push(Za(H,k,c,n(v)&&m?"0":""))}let p=[...Array(s).keys()].filter(n).map(b=>{let[v,H]=[u.left+c*b,u.top+c*(s+.35)];return _`<rect class="total" x=${v} y=${H} width=${c} height=${c}></rect>
${m?_`<text class="dZ" x=${v+c/2} y=${H+c/2+4} text-anchor="middle">${x(t.dZ[b][e])}</text>`:y}`}),w=s<=12?1:s<=30?5:10,$=[...Array(s).keys()].filter(b=>b%w===0),E=b=>{let v=b.currentTarget.querySelector("svg").getBoundingClientRect(),H=h/v.width,k=Math.floor(((b.clientX-v.left)*H-u.left)/c),L=Math.floor(((b.clientY-v.top)*H-u.top)/c);return k>=0&&k<s&&L>=0&&L<s&&(k<=L||a(L,k)!==0)?{t:L,s:k}:null};return g` <div
class="triangle"
role="application"
tabindex="0"
aria-label="Triangle of contributions; the arrow keys choose a cell"
aria-describedby="cell"
@click=${b=>o(E(b))}
@pointermove=${b=>b.pointerType==="mouse"&&o(E(b))}
@pointerleave=${b=>b.pointerType==="mouse"&&o(null)}
>
<svg viewBox="0 0 ${h} ${f}" style="max-width: ${1.35*h}px" aria-hidden="true">
<text x=${u.left} y="11" class="soft">contributes to dZ[s], s =</text>
${$.map(b=>_`<text class="soft" x=${u.left+c*(b+.5)} y="26" text-anchor="middle">${b}</text>`)}
${$.map(b=>_`<text class="soft" x=${u.left-8} y=${u.top+c*(b+.5)+4} text-anchor="end">${b}</text>`)}
<text class="soft" transform="translate(9 ${u.top+c*s/2}) rotate(-90)" text-anchor="middle">
${s>2?"the error of frame t =":"error of t ="}
</text>
${d}${p}
<text class="dZ" x=${u.left-4} y=${u.top+c*(s+.85)+4} text-anchor="end">dZ</text>
${r?["","inner"].map(b=>_`<rect class="chosen ${b}" x=${u.left+c*r.s} y=${u.top+c*r.t}
width=${c} height=${c}></rect>`):y}
</svg>
</div>
<p id="cell" class="formula" aria-live="polite">
${r&&n(r.s)?Ya(r,t,e,i):"Each column adds up to its dZ. Point at a cell, or use the arrow keys."}
</p>
<div class="legend soft">
<span>a millionth</span><i style="background: linear-gradient(90deg, ${un.join(", ")})"></i
><span>the largest</span> <span>\u2212 negative</span>
</div>`}var Za=(t,e,n,r)=>_`<rect class="empty" x=${t} y=${e} width=${n} height=${n}></rect>
<text class="soft" x=${t+n/2} y=${e+n/2+4} text-anchor="middle">${r}</text>`;function La(t,e,n,r,i,o){let s=Ia(Math.abs(r)/i),a=s>.45?"#000000":"#ffffff",l=[t+n/2,e+n/2];return _`<rect class="cell" x=${t} y=${e} width=${n} height=${n} fill=${qa(s)}></rect>
${o?_`<text x=${l[0]} y=${l[1]+4} text-anchor="middle" style="fill: ${a}">${x(r)}</text>`:r<0?_`<line x1=${l[0]-n/4} x2=${l[0]+n/4} y1=${l[1]} y2=${l[1]} stroke=${a} stroke-width=${Math.max(1,n/9)}></line>`:y}`}function ko(t,e,n){if(e==="Escape")return null;let r={ArrowLeft:[0,-1],ArrowRight:[0,1],ArrowUp:[-1,0],ArrowDown:[1,0]}[e];if(!r)return;if(!t)return{t:n-1,s:n-1};let[i,o]=[t.t+r[0],t.s+r[1]];return i>=0&&i<n&&o>=0&&o<n?{t:i,s:o}:t}function Ya({t,s:e},n,r,i){let o=n.triangle[t][e][r],s=g`The error of frame ${t} contributes <b>${x(o)}</b> to dZ[${e}]${Ua(t-e)}.`;if(i||o===0||n.params.h_0.length>1||t-e>3)return s;let a=W(n.params.W_hh[0][0]),l=[g`<span class="own">${x(n.dH[t][0])}</span>`];for(let c=t;c>=e;c--)l.push(g` * ${x(n.slope[c][0])}`,c>e?g` * <span class="carry">${a}</span>`:"");return g`${s} dH[${t}] * slope * W_hh * ... = ${l} = ${x(o)}`}var Ua=t=>t===0?", its own frame":t>0?`, ${t} ${t===1?"frame":"frames"} back`:", a later frame";var So=190,za=196,B=56,Eo=104,yt=98,S=228,be=340,er=364,Ao={[yt]:28,[S]:40,[be]:20},it=t=>za+So*t,rr=t=>it(t-1)+Eo;function No(t,e,n){if(t<600)return 1;let[r,i]=[t/rr(e),n*innerHeight/er];return r>=1?Math.max(1,Math.min(r,i)):1.15}function To(t,e,n,r,i){let o=(t.scrollWidth-rr(n)*r)/2,[s,a]=[it(e)-So,it(e)+Eo].map(h=>Math.max(0,h*r+o)),{scrollLeft:l,clientWidth:c}=t;if(s>=l&&a<=l+c)return;let u=a-s>c?a-c:(s+a-c)/2;t.scrollTo({left:u,behavior:i?"instant":"smooth"})}var Ho=N`
.drawing {
position: relative;
overflow-x: auto;
overflow-y: hidden;
border-radius: 10px;
}
.drawing > div {
position: relative;
margin: 0 auto;
}
.drawing svg {
display: block;
width: 100%;
height: 100%;
}
.drawing svg text {
font-size: 15px;
fill: currentColor;
}
.drawing text.frame {
font-family: inherit;
font-weight: 700;
}
.drawing text.soft {
color: var(--soft);
}
.drawing text.now,
.drawing text.next {
font-weight: 700;
}
.drawing rect.box {
fill: var(--box);
stroke: var(--idle);
}
.drawing rect.path {
stroke: var(--ink);
stroke-width: 2.5;
}
.drawing rect.now {
fill: var(--now);
stroke: none;
}
.drawing line {
stroke: var(--line, var(--idle));
stroke-width: 2;
}
.drawing polygon {
fill: var(--line, var(--idle));
}
.drawing .own line {
stroke-dasharray: 6 3;
}
.drawing .carry line {
stroke-dasharray: 9 3 2 3;
}
.drawing .now line {
stroke-width: 4.5;
}
.drawing .path line {
stroke-width: 4.5;
}
.drawing .cut {
--line: var(--idle);
}
.drawing input.number {
position: absolute;
min-height: 0;
padding: 0;
text-align: center;
border-radius: calc(4px * var(--scale));
color: var(--forward-text);
font-size: calc(15px * var(--scale));
width: calc(54px * var(--scale));
height: calc(24px * var(--scale));
transform: translate(-50%, -50%);
}
`;function Co({state:t,r:e,seen:n,now:r,next:i,chosen:o,scale:s},{set:a}){let{unit:l,out:c}=t,u=e.X.length,h=rr(u),f=e.X.map((d,p)=>ja(p,{r:e,j:l,k:c,seen:n,now:r,next:i,chosen:o})),m=(d,p,w,$,E,b)=>ct({label:b,value:w,change:v=>a(d,p,v),style:`left: ${$*s}px; top: ${E*s}px`});return g` <div style="--scale: ${s}; width: ${h*s}px; height: ${er*s}px">
<svg
viewBox="0 0 ${h} ${er}"
role="img"
aria-label="The network, unrolled over ${u} frames. The numbers are read out below, step by step."
>
${e.params.h_0.length>1?P(8,15,`hidden unit ${l}`,"soft","start"):y}
${e.params.b_y.length>1?P(8,33,`output ${c}`,"soft","start"):y}
${Da(e,l,n,r,i)} ${f}
</svg>
${m("h_0",[l],e.params.h_0[l],42,S-20,"first state h_0")}
${e.X.map((d,p)=>m("X",[p,0],d[0],it(p)+16,be,`input X, frame ${p}`))}
${e.targets.map((d,p)=>m("targets",[p,c],d[c],it(p)+32,36,`target, frame ${p}`))}
</div>`}var P=(t,e,n,r="",i="middle")=>_`<text x=${t} y=${e} class=${r} text-anchor=${i}>${n}</text>`;function Gt(t,e,n,r,i){let o=Math.hypot(n-t,r-e),[s,a]=[(n-t)/o,(r-e)/o],l=c=>`${n-10*s-5*c*a},${r-10*a+5*c*s}`;return _`<g class=${i}>
<line x1=${t} y1=${e} x2=${n-8*s} y2=${r-8*a}></line>
<polygon points="${n},${r} ${l(1)} ${l(-1)}"></polygon></g>`}var nr=(t,{seen:e,now:n,next:r})=>t===n?"now":e(t)?"":t===r?"next":null;function hn(t,e,n,r,i,o,s="middle"){if(o===null)return y;let a=o==="next"?"?":x(r);return P(t,e,n?`${n} ${a}`:a,`${i} ${o}`,s)}function Da(t,e,n,r,i){let o=nr("carry:0",{seen:n,now:r,next:i});return _`
<rect class="box" x="8" y=${S-40} width="68" height="40" rx="8"></rect>
${P(42,S-46,"h_0","soft")}
${o===null?y:P(42,S+22,"dh_0",`carry ${o}`)}
${hn(42,S+38,"",t.grads.h_0[e],"carry",o)}`}function ja(t,{r:e,j:n,k:r,seen:i,now:o,next:s,chosen:a}){let l=it(t),c={seen:i,now:o,next:s},u=Object.fromEntries(["H","Y","dA","dH","dZ","carry"].map(m=>[m,nr(`${m}:${t}`,c)])),h=nr("cost",c),f=a&&a.s<=t&&t<=a.t;return _`
${P(l,15,`frame ${t}`,"frame")}
${P(l-4,41,"target","soft","end")}
${tr(l,yt,f&&a.t===t)} ${tr(l,S,f)} ${tr(l,be)}
${Ba(t,e,n,r,u)}
${h===null||h==="next"?y:Gt(l,50,l,yt-28,`own ${h}`)}
${h===null||h==="next"?y:hn(l+8,65,"dY",e.dY[t][r],"own",h,"start")}
${e.output==="linear"?Vt(l,yt+5,"y",e.cache.Y[t][r],"forward",u.Y):[Vt(l,yt-6,"y",e.cache.Y[t][r],"forward",u.Y),Vt(l,yt+16,"dA",e.dA[t][r],"own",u.dA)]}
${Vt(l,S-18,"h",e.cache.H[t+1][n],"forward",u.H)}
${Vt(l,S+5,"1\u2212h\xB2",e.slope[t][n],"soft",u.dZ==="next"?null:u.dZ&&"")}
${Vt(l,S+28,"dZ",e.dZ[t][n],"dZ",u.dZ)}
${P(l-30,be+5,"x","soft")}
${u.dH===null?y:[u.dH==="next"?y:Gt(l+18,yt+28,l+18,S-40,`own ${u.dH} ${f&&a.t===t?"path":""}`),P(l+26,146,"dH",`own ${u.dH}`,"start"),hn(l+26,163,"",e.dH[t][n],"own",u.dH,"start")]}
${u.carry===null?y:Fa(t,e,n,u.carry,f&&t>a.s)}`}var tr=(t,e,n)=>_`<rect class="box ${n?"path":""}" x=${t-B} y=${e-Ao[e]} width=${2*B} height=${2*Ao[e]} rx="8"></rect>`;function Vt(t,e,n,r,i,o){return o===null?y:_`
${o==="now"?_`<rect class="now" x=${t-B+3} y=${e-16} width=${2*B-6} height="22" rx="4"></rect>`:y}
${P(t-B+8,e,n,`${i} ${o}`,"start")}
${P(t+B-8,e,o==="next"?"?":x(r),`${i} ${o}`,"end")}`}function Ba(t,e,n,r,i){let o=it(t),{W_xh:s,W_hh:a,W_hy:l}=e.params,c=(d,p)=>p.length*p[0].length===1?`${d} ${W(p[0][0],2)}`:d,u=d=>i[d]===null||i[d]==="next"?"idle":`forward ${i[d]}`,h=(d,p,w,$,E)=>u(d)==="idle"?y:P(p,w,x($),u(d),E),f=t===0?76:it(t-1)+B,m=(f+o-B)/2;return _`
${Gt(o-18,be-20,o-18,S+40,u("H"))}
${P(o-26,290,c("W_xh",s),"soft","end")}
${h("H",o-26,307,O(e.X[t],[s[0][n]])[0],"end")}
${Gt(f,S-22,o-B,S-22,u("H"))}
${P(m,S-48,c("W_hh",a),"soft")}
${h("H",m,S-31,I(e.cache.H[t],a)[n])}
${Gt(o-18,S-40,o-18,yt+28,u("Y"))}
${P(o-26,146,c("W_hy",l),"soft","end")}
${h("Y",o-26,163,I(e.cache.H[t+1],l)[r],"end")}`}function Fa(t,e,n,r,i){let o=it(t),s=t===0?76:it(t-1)+B,a=e.passed[t].every(u=>u===0)&&e.stopped[t].some(u=>u!==0),l=r==="next"?y:Gt(o-B,S+16,s,S+16,`carry ${r} ${i?"path":""} ${a?"cut":""}`);if(t===0)return l;let c=(o-B+s)/2;return _`${l}
${P(c,S+9,a&&r!=="next"?"cut off":"carry",`carry ${r}`)}
${hn(c,S+34,"",e.passed[t][n],"carry",r)}`}var Oo=N`
.whole {
padding: 0.5em 0;
}
.top {
display: grid;
gap: 0.9em;
grid-template-columns: minmax(0, 1fr);
margin-bottom: 0.9em;
}
@container (min-width: 66em) {
.top {
grid-template-columns: minmax(0, 1fr) 19em;
align-items: start;
}
}
.lecture {
font-size: 1.3em;
}
.lecture .top {
grid-template-columns: minmax(0, 1fr);
}
.key {
display: flex;
flex-wrap: wrap;
gap: 0.2em 1.2em;
justify-content: center;
margin: 0.3em 0;
padding: 0;
list-style: none;
font-size: 0.93em;
}
.key svg {
width: 2.4em;
height: 0.7em;
vertical-align: middle;
margin-right: 0.3em;
}
.key line {
stroke: var(--line);
stroke-width: 3;
}
.key .own line {
stroke-dasharray: 6 3;
}
.key .carry line {
stroke-dasharray: 9 3 2 3;
}
.broken {
outline: 2px dashed var(--ink);
outline-offset: -2px;
}
.problem {
border-left: 4px solid var(--ink);
padding-left: 0.6em;
}
.heard {
position: absolute;
width: 1px;
height: 1px;
overflow: hidden;
clip-path: inset(50%);
white-space: nowrap;
}
fieldset {
border: 0;
padding: 0;
margin: 0 0 0.6em;
min-width: 0;
}
legend {
padding: 0;
font-weight: 600;
}
.choice {
display: flex;
gap: 0.5em;
align-items: baseline;
padding: 0.25em 0;
}
`;function Wo(t,e){let n=t.state.view==="all";return g`<div class="whole ${t.state.view}" @refused=${r=>e.refuse(r.detail)}>
<div role="status">${t.problems.map(r=>g`<p class="problem">${r}</p>`)}</div>
<div class="top">
<div>${Xa(t,e,n)}</div>
${n?Tt("Network and song",di(t,e)):y}
</div>
${n?Va(t,e):y}
</div>`}function Xa(t,e,n){let{told:r,asked:i,broken:o,chosen:s,playing:a}=t,l=s&&s.s<=s.t?s:null;return g`
<div
class="drawing ${o?"broken":""}"
tabindex="0"
role="group"
aria-label="Drawing of the unrolled network"
>
${Co({...t,chosen:l},e)}
</div>
${Ka} ${oi({...t,view:t.state.view},e)}
<div class="told">
${si(r,o)} ${n?li({...t,next:i},{guess:e.predict}):ci(i)}
</div>
<p class="heard" aria-live="polite">${a?"":ai(r)}</p>
`}function Va(t,e){let{state:n,r,seen:i,chosen:o,broken:s,copied:a}=t,l=h=>i(h==="h_0"?"carry:0":`sum:${h}`),c=r.rows.filter(({right:h})=>!h).map(({name:h})=>h),u={r,t:o?.t??n.T-1,truncate:s?"off":n.truncate,k:n.k};return g`<div class="panels">
<div>
${Tt("What each error contributes to each dZ",_o({...t,unit:n.unit,shown:h=>i(`dZ:${h}`)},e))}
${Tt("Truncation and clipping",vo(t,e))}
</div>
<div>
${Tt("The six gradients",hi({r,shown:l,clip:n.clip}))}
${Tt("Break it",$o({...t,mistake:le(n.riddle),wrong:c},e))}
${Tt("How far an error reaches",wo(u))}
${t.canSend?Tt("Send it",Ga(a,e)):y}
</div>
</div>`}var Ga=(t,{copy:e})=>g`
<p>A link to what is shown now: numbers, step, and a planted mistake without its name.</p>
<button @click=${e}>Copy the link</button>
<p class="formula" role="status">${t??""}</p>
`,Tt=(t,e)=>g`<section aria-label=${t}>
<p class="title">${t}</p>
${e}
</section>`,Ka=g`<ul class="key">
${[["forward","forward"],["own","from this frame's output"],["carry","from later frames: the carry"]].map(([t,e])=>g`<li class=${t}>
<svg viewBox="0 0 34 8" aria-hidden="true"><line x1="0" x2="34" y1="4" y2="4"></line></svg>${e}
</li>`)}
</ul>`;var Ro=N`
:host {
--page: #ffffff;
--box: #f4f6f8;
--ink: #16181c;
--soft: #5c6066;
--rule: #c9ced6;
--idle: #8c8c8c;
--forward: #0072b2;
--own: #d55e00;
--carry: #009e73;
--dZ: #cc79a7;
--forward-text: #0072b2;
--own-text: #b04a00;
--carry-text: #00755a;
--dZ-text: #9a3d74;
--button: #0072b2;
--on-button: #ffffff;
--now: #fff1d6;
display: block;
container-type: inline-size;
box-sizing: border-box;
max-width: 100%;
background: var(--page);
color: var(--ink);
font:
1rem/1.45 system-ui,
-apple-system,
"Segoe UI",
"DejaVu Sans",
sans-serif;
}
:host([theme="dark"]) {
--page: #15171b;
--box: #1e2127;
--ink: #eceef1;
--soft: #a0a6ad;
--rule: #4a4f58;
--idle: #8c8c8c;
--forward: #56b4e9;
--own: #d55e00;
--carry: #009e73;
--dZ: #cc79a7;
--forward-text: #56b4e9;
--own-text: #f08a4b;
--carry-text: #3cc9a3;
--dZ-text: #e39bc4;
--button: #56b4e9;
--on-button: #10151a;
--now: #3a2f18;
color-scheme: dark;
}
:host([theme="light"]) {
color-scheme: light;
}
*,
*::before {
box-sizing: border-box;
}
[hidden] {
display: none !important;
}
.forward {
color: var(--forward-text);
--line: var(--forward);
}
.own {
color: var(--own-text);
--line: var(--own);
}
.carry {
color: var(--carry-text);
--line: var(--carry);
}
.dZ {
color: var(--dZ-text);
--line: var(--dZ);
font-weight: 700;
}
.soft {
color: var(--soft);
}
.mono,
output,
.formula,
td,
input.number,
svg text {
font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", Consolas, monospace;
}
.formula {
overflow-wrap: anywhere;
}
.panels {
display: grid;
gap: 0.9em;
grid-template-columns: minmax(0, 1fr);
align-items: start;
}
.panels > div {
display: grid;
gap: 0.9em;
min-width: 0;
}
@container (min-width: 56em) {
.panels {
grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
}
}
section {
border: 1px solid var(--rule);
border-radius: 10px;
padding: 0.7em 0.9em 0.9em;
min-width: 0;
background: var(--page);
}
section > .title {
font-weight: 700;
margin: 0 0 0.35em;
}
p {
margin: 0.3em 0;
}
button,
select,
input {
font: inherit;
color: inherit;
}
button {
border: 1px solid var(--idle);
border-radius: 8px;
background: var(--box);
padding: 0.4em 0.8em;
min-height: 2.6em;
cursor: pointer;
}
button:hover:not(:disabled) {
border-color: var(--ink);
}
button:disabled {
opacity: 0.55;
cursor: default;
}
button.main {
background: var(--button);
color: var(--on-button);
border-color: var(--button);
font-weight: 700;
}
select,
input.number {
border: 1px solid var(--idle);
border-radius: 6px;
background: var(--page);
min-height: 2.2em;
padding: 0.15em 0.35em;
}
input.number {
width: 5.2em;
text-align: right;
}
input[type="range"] {
accent-color: var(--button);
min-width: 0;
width: 100%;
height: 2em;
margin: 0;
}
:focus-visible {
outline: 3px solid var(--button);
outline-offset: 2px;
}
.row {
display: flex;
flex-wrap: wrap;
gap: 0.5em;
align-items: center;
}
table {
border-collapse: collapse;
font-variant-numeric: tabular-nums;
}
th {
font-weight: 400;
color: var(--soft);
text-align: right;
padding: 0.2em 0.5em;
vertical-align: bottom;
}
td {
text-align: right;
padding: 0.2em 0.5em;
border-top: 1px solid var(--rule);
white-space: nowrap;
}
th[scope="row"] {
color: var(--ink);
border-top: 1px solid var(--rule);
white-space: nowrap;
}
th:first-child {
text-align: left;
padding-left: 0;
}
.scroll {
overflow-x: auto;
}
`;function Po(t=document.body){return["light","dark"].includes(t.dataset.theme)?t.dataset.theme:t.dataset.jpThemeLight?t.dataset.jpThemeLight==="false"?"dark":"light":t.dataset.vscodeThemeKind?t.dataset.vscodeThemeKind.includes("light")?"light":"dark":matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light"}var Ja=t=>Math.max(250,Math.min(2500,4e4/t)),ir=class extends ft{static properties={link:{attribute:"state"},hash:{type:Boolean},page:{},shown:{state:!0},chosen:{state:!0},problems:{state:!0},playing:{state:!0},verdict:{state:!0},tally:{state:!0},guesses:{state:!0},solved:{state:!0},copied:{state:!0},room:{state:!0}};static styles=[Ro,Oo,Ho,ii,Mo,yo,ui,fi,bo];constructor(){super(),this.shown=ce,this.problems=[],this.chosen=null,this.playing=!1,this.tally={asked:0,right:0},this.guesses=[],this.solved=!1,this.room=800}connectedCallback(){super.connectedCallback(),this.leaving=new AbortController;let{signal:e}=this.leaving,n=()=>this.setAttribute("theme",Po());if(n(),matchMedia("(prefers-color-scheme: dark)").addEventListener("change",n,{signal:e}),this.watch=new MutationObserver(n),this.watch.observe(document.body,{attributes:!0}),this.measure=new ResizeObserver(([r])=>this.room=r.contentRect.width),window.addEventListener("keydown",r=>this.key(r),{signal:e,capture:!0}),this.hash){let r=()=>location.hash.slice(1)!==Ye(this.shown)&&this.open(location.hash.slice(1));window.addEventListener("hashchange",r,{signal:e}),location.hash.length>1&&(this.link=location.hash.slice(1))}}disconnectedCallback(){super.disconnectedCallback(),this.leaving.abort(),this.watch.disconnect(),this.measure.disconnect(),this.stop()}firstUpdated(){this.measure.observe(this.renderRoot.querySelector(".drawing"))}willUpdate(e){e.has("link")&&this.open(this.link??"");let{step:n,unit:r,out:i,seed:o,...s}=this.shown,a=JSON.stringify([s,o]);if(a!==this.key_of_r){let{riddle:l,truncate:c,k:u,clip:h}=this.shown;this.r=Yr(Pt(this.shown),{mistake:le(l),truncation:c,k:u,largest:h}),this.key_of_r=a}this.chosen&&Math.max(this.chosen.t,this.chosen.s)>=this.shown.T&&(this.chosen=null)}updated(e){let n=e.get("shown");e.has("shown")&&this.hash&&this.hasUpdated&&history.replaceState(null,"",`#${Ye(this.shown)}`),(e.has("shown")&&(n?.step!==this.shown.step||n?.T!==this.shown.T)||e.has("room"))&&this.follow()}open(e){let{state:n,problems:r}=ei(e);this.problems=r.length?[...r.map(i=>`The link: ${i}.`)]:[],this.shown=n,this.guesses=[],this.solved=!1,this.verdict=void 0}change(e){this.problems=[],this.verdict=void 0,"riddle"in e&&([this.guesses,this.solved]=[[],!1]),this.shown=It(this.shown,e)}set(e,n,r){this.problems=[],this.shown=Qr(this.shown,e,n,r)}go(e){this.stop(),this.change({step:e})}play(){if(this.playing)return this.stop();let e=et(this.shown).length;this.shown.step===e&&this.change({step:0}),this.playing=!0,this.clock=setInterval(()=>{this.change({step:this.shown.step+1}),this.shown.step===et(this.shown).length&&this.stop()},Ja(e))}stop(){clearInterval(this.clock),this.playing=!1}key(e){let n=e.composedPath(),r=n.includes(this);if(e.ctrlKey||e.metaKey||e.altKey||!(r||this.hash)||(r&&e.stopPropagation(),/^(INPUT|SELECT|TEXTAREA)$/.test(n[0].tagName)))return;if(n.some(o=>o.classList?.contains("triangle"))){let o=ko(this.chosen,e.key,this.shown.T);if(o!==void 0){e.preventDefault(),this.chosen=o;return}}let i={ArrowRight:this.shown.step+1,ArrowLeft:this.shown.step-1,Home:0,End:1/0}[e.key];i!==void 0?(e.preventDefault(),this.go(i)):e.key==="p"&&this.play()}predict(e){this.stop();let n=Pe(et(this.shown)[this.shown.step],this.r,this.shown),{counts:r,...i}=Xr(mt(e),n,this.shown.riddle!==null);mt(e)!==void 0&&this.change({step:this.shown.step+1}),r&&(this.tally={asked:this.tally.asked+1,right:this.tally.right+(i.kind==="right")}),this.verdict=i}breakIt(){let e=this.r.visible.filter(({code:r})=>r!==this.shown.riddle);if(!e.length)return;let{code:n}=e[Math.floor(Math.random()*e.length)];this.go(et(this.shown).length),this.change({riddle:n})}guess(e){let{r:n}=this,r=le(this.shown.riddle),i=n.visible.find(l=>l.name===e),o=_t(n.params,n.targets,n.cache,r),s=i&&Hr(n.params,n.targets,n.cache,i,o),a=i?s&&xo(e,s):`Not \u201C${e}\u201D: with these numbers it would change nothing.`;this.guesses=[...this.guesses,{name:e,words:a}],this.solved=e===r.name||!a}async copy(){let n=`${this.hash?location.href.split("#")[0]:new URL(this.page,location.href).href}#${Ye(this.shown)}`;try{await navigator.clipboard.writeText(n),this.copied="The link is copied."}catch{this.copied=n}}follow(){let{step:e,T:n}=this.shown,r=et(this.shown)[e-1]??{t:0},i=r.t??(r.kind==="cost"?n-1:0),o=matchMedia("(prefers-reduced-motion: reduce)").matches||this.playing;To(this.renderRoot.querySelector(".drawing"),i,n,this.scale,o)}get scale(){return No(this.room,this.shown.T,this.shown.view==="all"?.6:.56)}view(){let{shown:e,r:n,chosen:r,playing:i,verdict:o,tally:s,guesses:a,solved:l,problems:c,copied:u,scale:h}=this,f=et(e),{step:m}=e,d=Object.fromEntries(f.map(($,E)=>[Ze($),E])),[p,w]=[f[m-1],f[m]];return{state:e,r:n,chosen:r,playing:i,verdict:o,tally:s,guesses:a,solved:l,problems:c,copied:u,scale:h,step:m,count:f.length,seen:$=>d[$]<m,now:p?Ze(p):"",next:w?Ze(w):"",told:p?Pe(p,n,e):null,asked:w?Pe(w,n,e):null,broken:e.riddle!==null,canSend:this.hash||!!this.page}}act={go:e=>this.go(e),play:()=>this.play(),change:e=>this.change(e),set:(e,n,r)=>this.set(e,n,r),again:()=>this.open(""),predict:e=>this.predict(e),choose:e=>this.chosen=e,breakIt:()=>this.breakIt(),guess:e=>this.guess(e),tell:()=>this.solved=!0,mend:()=>this.change({riddle:null}),copy:()=>this.copy(),refuse:e=>this.problems=[e]};render(){return Wo(this.view(),this.act)}};customElements.get("bptt-explorer")||customElements.define("bptt-explorer",ir);})();
/*
@lit/reactive-element 2.1.2, Copyright (c) 2017 Google LLC. All rights reserved.
lit-element 4.2.2, Copyright (c) 2017 Google LLC. All rights reserved.
lit-html 3.3.3, Copyright (c) 2017 Google LLC. All rights reserved.

BSD 3-Clause License


Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice,
   this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.

3. Neither the name of the copyright holder nor the names of its
   contributors may be used to endorse or promote products derived from
   this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

d3-array 3.2.5, Copyright 2010-2026 Mike Bostock
d3-color 3.1.1, Copyright 2010-2026 Mike Bostock
d3-format 3.1.3, Copyright 2010-2026 Mike Bostock
d3-interpolate 3.0.2, Copyright 2010-2026 Mike Bostock
d3-scale 4.0.3, Copyright 2010-2026 Mike Bostock

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
*/
