namespace EcaTools.Core.Reports.Export;

/// <summary>The formats of a report.</summary>
public enum ReportFormat
{
    /// <summary>A page for people, without script and requests.</summary>
    Html,

    /// <summary>Text for wikis, mails, pull requests and the summary of a pipeline.</summary>
    Markdown,

    /// <summary>For programs; docs/schemas/report.schema.json describes it.</summary>
    Json,

    /// <summary>For spreadsheets.</summary>
    Csv,

    /// <summary>Test results, as build services show them.</summary>
    JUnit,
}
