// The live map of a run. Without it (no JavaScript, no WebGL, print) the page shows the same map as a drawing.
(async () => {
  "use strict";
  const frame = document.getElementById("map-frame");
  const still = document.getElementById("still"), live = document.getElementById("live");
  if (!frame || typeof maplibregl === "undefined") return;
  let data;
  try {
    const answer = await fetch(frame.dataset.map);
    if (!answer.ok) return;
    data = await answer.json();
  } catch { return; }
  if (!data.bounds) return;
  maplibregl.setWorkerUrl(frame.dataset.worker);
  live.hidden = false;
  let map;
  const back = () => { live.hidden = true; still.hidden = false; };
  try {
    map = new maplibregl.Map({
      container: live,
      style: { version: 8, sources: {}, layers: [{ id: "back", type: "background", paint: { "background-color": "#eef0ec" } }] },
      bounds: data.bounds, fitBoundsOptions: { padding: 24 },
      attributionControl: false, cooperativeGestures: true, pitchWithRotate: false, dragRotate: false,
    });
  } catch { back(); return; }
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ unit: "imperial" }), "bottom-left");
  map.on("error", back);
  map.on("load", () => {
    for (const layer of data.layers) {
      map.addSource(layer.id, { type: "geojson", data: layer.geojson });
      for (const style of layer.styles) map.addLayer({ ...style, id: `${layer.id}-${style.type}`, source: layer.id });
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
    new maplibregl.Marker({ element: label, anchor: "bottom", offset: [0, -8] }).setLngLat([name.lon, name.lat]).addTo(map);
    return label;
  });
  map.on("render", () => {
    const edge = live.getBoundingClientRect(), taken = [];
    for (const label of labels) {
      const box = label.getBoundingClientRect();
      const free = box.left >= edge.left && box.right <= edge.right && box.top >= edge.top &&
        !taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
      label.classList.toggle("crowded", !free);
      if (free) taken.push(box);
    }
  });
  const popup = new maplibregl.Popup({ maxWidth: "18rem" });
  map.on("click", "places-circle", (event) => {
    const place = event.features[0], box = document.createElement("div");
    const title = document.createElement("strong"), text = document.createElement("p");
    title.textContent = place.properties.label;
    text.textContent = place.properties.why;
    box.append(title, text);
    popup.setLngLat(place.geometry.coordinates).setDOMContent(box).addTo(map);
  });
})();
