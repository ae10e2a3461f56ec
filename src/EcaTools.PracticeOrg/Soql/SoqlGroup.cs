namespace EcaTools.PracticeOrg.Soql;

/// <summary>A group of rows: what they have in common, and their figures.</summary>
internal sealed record SoqlGroup(object?[] Keys, SoqlFigure[] Figures);
