namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>What became of one component of a deploy.</summary>
/// <param name="ComponentType">The metadata type; empty for package.xml and the like.</param>
/// <param name="FullName">The component's full name.</param>
/// <param name="FileName">The file in the zip.</param>
/// <param name="Success">Whether it went in.</param>
/// <param name="Created">Whether it is new in the org.</param>
/// <param name="Changed">Whether the org's record was changed.</param>
/// <param name="Problem">The org's words on what is wrong; null where nothing is.</param>
/// <param name="ProblemType"><c>Error</c>, <c>Warning</c> or <c>Info</c>; null where there is no problem.</param>
/// <param name="LineNumber">The line in the file, from 1; 0 where the org names none.</param>
/// <param name="ColumnNumber">The column in the line, from 1; 0 where the org names none.</param>
public sealed record DeployMessage(
    string ComponentType,
    string FullName,
    string FileName,
    bool Success,
    bool Created,
    bool Changed,
    string? Problem,
    string? ProblemType,
    int LineNumber,
    int ColumnNumber
);
