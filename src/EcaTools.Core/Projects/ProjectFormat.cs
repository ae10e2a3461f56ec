namespace EcaTools.Core.Projects;

/// <summary>How metadata files are laid out in a folder.</summary>
public enum ProjectFormat
{
    /// <summary>Source format: <c>main/default/&lt;directory&gt;/&lt;full name&gt;.&lt;suffix&gt;-meta.xml</c>, as a
    /// Salesforce DX project has it.</summary>
    Source,

    /// <summary>Metadata format: <c>&lt;directory&gt;/&lt;full name&gt;.&lt;suffix&gt;</c> next to package.xml, as the
    /// Metadata API deploys and retrieves it.</summary>
    Mdapi,
}
