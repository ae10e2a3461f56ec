namespace EcaTools.Core.Inventory.Joins;

/// <summary>A row of AppMenuItem.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ApplicationId">The app's id; null where the org leaves it out, as it may for External Client Apps
/// (field report).</param>
/// <param name="Label">What users see.</param>
/// <param name="Entry">What is of use to the inventory.</param>
internal sealed record MenuItem(string Id, string? ApplicationId, string Label, AppMenuEntry Entry);
