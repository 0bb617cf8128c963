// The live map. Without it (no JavaScript, no WebGL, print) the page shows the same map as a drawing.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("mapdata").textContent);
  const live = document.getElementById("live");
  const still = document.getElementById("still");
  if (!data.bounds || typeof maplibregl === "undefined") return;
  const worker = new Blob([document.getElementById("mapworker").textContent], { type: "text/javascript" });
  maplibregl.setWorkerUrl(URL.createObjectURL(worker));
  live.hidden = false;
  let map;
  try {
    map = new maplibregl.Map({
      container: "livemap",
      locale: data.words,
      style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#eef0ec" } }] },
      bounds: data.bounds,
      fitBoundsOptions: { padding: 24 },
      attributionControl: false,
      cooperativeGestures: true,
      pitchWithRotate: false,
      dragRotate: false,
    });
  } catch (error) {
    live.hidden = true;
    return;
  }
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ unit: "imperial" }), "bottom-left");
  map.on("error", () => { live.hidden = true; still.hidden = false; });
  map.on("load", () => {
    for (const layer of data.layers) {
      map.addSource(layer.id, { type: "geojson", data: layer.geojson });
      for (const style of layer.styles) {
        map.addLayer({ ...style, id: `${layer.id}-${style.type}`, source: layer.id,
          layout: { ...(style.layout || {}), visibility: layer.shown ? "visible" : "none" } });
      }
    }
    still.hidden = true;
    map.resize();
    map.fitBounds(data.bounds, { padding: 24, animate: false });
    document.documentElement.dataset.map = "ready";
  });
  const labels = data.names.map((name) => {
    const label = document.createElement("div");
    label.className = "areaname";
    label.textContent = name.text;
    new maplibregl.Marker({ element: label, anchor: "bottom", offset: [0, -8] })
      .setLngLat([name.lon, name.lat]).addTo(map);
    return label;
  });
  // A name is hidden while it would cover a busier area's name or the edge cuts it; zooming in makes room.
  const makeRoom = () => {
    const edge = map.getContainer().getBoundingClientRect();
    const taken = [];
    for (const label of labels) {
      const box = label.getBoundingClientRect();
      const free = box.left >= edge.left && box.right <= edge.right && box.top >= edge.top &&
        !taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
      label.classList.toggle("crowded", !free);
      if (free) taken.push(box);
    }
  };
  map.on("render", makeRoom);
  const popup = new maplibregl.Popup({ closeButton: true, maxWidth: "18rem" });
  map.on("click", "places-circle", (event) => {
    const place = event.features[0];
    const box = document.createElement("div");
    const title = document.createElement("strong");
    title.textContent = place.properties.label;
    const text = document.createElement("p");
    text.textContent = place.properties.why;
    box.append(title, text);
    popup.setLngLat(place.geometry.coordinates).setDOMContent(box).addTo(map);
  });
  document.getElementById("layers").addEventListener("change", (event) => {
    const layer = data.layers.find((each) => each.id === event.target.value);
    if (!layer || !map.isStyleLoaded()) return;
    for (const style of layer.styles) {
      map.setLayoutProperty(`${layer.id}-${style.type}`, "visibility", event.target.checked ? "visible" : "none");
    }
  });
})();
